package io.tunedzmq.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What had been sent to whoever came first. */
class FirstSubscriptionsTest {
    private final List<PublishedTopic> topics =
            List.of(topic("prices", 1, 3), topic("prices/eu", 2, 40), topic("status", 3, 500));

    private final FirstSubscriptions first = new FirstSubscriptions(() -> topics);

    @ParameterizedTest
    @CsvSource({"prices|, 3", "prices, 43", "'', 543", "nothing|, 0", "st, 500"})
    void shouldCountWhatWasSentToTheTopicsThatAreAskedFor(String prefix, long sent) {
        first.heard(subscription(prefix.replace('|', '\0')));
        first.allHeard();

        assertThat(first.publishedUnheard()).isEqualTo(sent);
        assertThat(first.heardNs()).isNotZero();
    }

    @Test
    void shouldCountOfSeveralThatComeTogetherEachTopicOnce() {
        first.heard(subscription("prices\0"));
        first.heard(subscription("pri"));
        first.allHeard();

        assertThat(first.publishedUnheard()).isEqualTo(43);
    }

    @Test
    void shouldCountNothingForThoseWhoComeLater() {
        first.heard(subscription("prices\0"));
        first.allHeard();
        first.heard(subscription("status\0"));
        first.allHeard();

        assertThat(first.publishedUnheard()).isEqualTo(3);
    }

    @Test
    void shouldWaitForASubscriptionOfAnApplication() {
        first.heard(("\1" + ControlTopics.ready(7, 1)).getBytes(UTF_8));
        first.heard(new byte[0]);
        first.heard(new byte[] {0, 'p'});
        first.allHeard();
        assertThat(first.heardNs()).isZero();

        first.heard(subscription("prices\0"));
        first.allHeard();
        assertThat(first.publishedUnheard()).isEqualTo(3);
    }

    private static byte[] subscription(String prefix) {
        return ("\1" + prefix).getBytes(UTF_8);
    }

    private static PublishedTopic topic(String name, int number, long sent) {
        PublishedTopic topic = new PublishedTopic(name, Topics.withNul(name), number);
        topic.sent(sent);
        return topic;
    }
}
