package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FilterTableTest {
    /** Each has to add up more topics than one look has steps for all of them. */
    @Test
    void shouldLookAtEveryFilterInItsTurn() {
        List<PublishedTopic> topics = IntStream.rangeClosed(1, 50_000)
                .mapToObj(number -> new PublishedTopic("p/" + number, Topics.withNul("p/" + number), number))
                .toList();
        FilterTable wanted = new FilterTable();
        List<FilterTraffic> filters = IntStream.range(0, 20)
                .mapToObj(number -> wanted.of(new TopicFilter(Set.of("other " + number), Set.of("p/"))))
                .toList();
        wanted.look(topics);
        assertThat(filters).as("too many for one look").anyMatch(filter -> !filter.known());

        Set<FilterTraffic> known = new HashSet<>();
        for (int look = 0; look < filters.size(); look++) {
            wanted.look(topics);
            filters.stream().filter(FilterTraffic::known).forEach(known::add);
        }

        assertThat(known).containsExactlyInAnyOrderElementsOf(filters);
    }

    /** Each word of a peer may ask for it. */
    @Test
    void shouldLookAgainOnlyNowAndThen() {
        PublishedTopic prices = new PublishedTopic("prices", Topics.withNul("prices"), 1);
        FilterTable table = new FilterTable();
        FilterTraffic wanted = table.of(new TopicFilter(Set.of("prices"), Set.of()));
        long nowNs = System.nanoTime();
        assertThat(table.lookAgain(wanted, () -> List.of(prices), nowNs)).isTrue();
        prices.sent(3);

        assertThat(table.lookAgain(wanted, () -> List.of(prices), nowNs + 999_999))
                .isFalse();
        assertThat(wanted.sent()).isZero();

        assertThat(table.lookAgain(wanted, () -> List.of(prices), nowNs + 1_000_000))
                .isTrue();
        assertThat(wanted.sent()).isEqualTo(3);
    }
}
