package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * However many identities somebody makes up: memory is bounded, each costs the same short time, and newcomers have a
 * place.
 */
@Timeout(60)
class FloodTest {

    @Test
    void shouldKeepNoMoreRowsOfAConnectionThanItMayHave() {
        Crowd crowd = new Crowd();
        long echo = crowd.joinAndProve(1, 1, 1);

        flood(crowd, 2, 100_000);
        crowd.send(10, 1);
        crowd.report(1, 1, echo, 10, 0, 1);

        assertThat(crowd.subscribers.connectedAtAll()).isEqualTo(1 + AudienceRows.MOST_OF_A_CONNECTION);
        assertThat(crowd.rows())
                .filteredOn(row -> row.unaccounted().isPresent())
                .hasSize(1);
        assertThat(crowd.subscribers.hasStrangers()).isTrue();
        crowd.audience.closed(2);
        assertThat(crowd.subscribers.connectedAtAll()).isEqualTo(1);
        assertThat(crowd.rows()).hasSize(1 + GoneSubscribers.MOST);
    }

    /** Over many connections, until the table is full; the flood goes on while honest ones arrive. */
    @Test
    void shouldHaveARowForANewcomerHoweverFullTheTableIs() {
        Crowd crowd = new Crowd(10_000);
        for (long id = 1; id <= 100; id++) {
            crowd.joinAndProve(id, id, id);
        }
        crowd.joinAndProve(1_001, 1_001, 1_001); // Behind the same proxy as a flood.
        for (long connection = 1_001; connection <= 1_050; connection++) {
            flood(crowd, connection, 1_000);
        }
        assertThat(crowd.subscribers.connectedAtAll()).isEqualTo(10_000);

        long echo = crowd.join(500, 500, 500);
        for (long connection = 1_001; connection <= 1_050; connection++) {
            flood(crowd, connection, 1_000);
        }
        crowd.echoed(500, 500, echo);

        assertThat(crowd.subscribers.connected(0)).as("the honest").isEqualTo(102);
        assertThat(crowd.subscribers.connectedAtAll()).isEqualTo(10_000);
    }

    /** Behind a proxy that is shared with a flood. */
    @Test
    void shouldForgetTheOldestStrangersOfAConnectionFirst() {
        Crowd crowd = new Crowd();
        crowd.joinAndProve(1, 1, 1);
        flood(crowd, 1, 10_000);
        long echo = crowd.join(1, 2, 2);
        flood(crowd, 1, 4_000);

        crowd.echoed(1, 2, echo);

        assertThat(crowd.subscribers.connected(0)).isEqualTo(2);
    }

    @Test
    void shouldRefuseANewcomerOfAConnectionWhereEverybodyIsProven() {
        Crowd crowd = new Crowd();
        RollCall probe = new RollCall(1L << 40, 1);
        crowd.audience.startProbe(probe);
        for (long key = 1; key <= AudienceRows.MOST_OF_A_CONNECTION; key++) {
            crowd.about(1, key, key);
            crowd.ack(1, key, probe.id());
        }

        crowd.about(1, 99_999, 99_999);
        crowd.about(2, 99_999, 99_999);

        assertThat(crowd.subscribers.ignored()).isEqualTo(1);
        assertThat(crowd.subscribers.connectedAtAll()).isEqualTo(AudienceRows.MOST_OF_A_CONNECTION + 1);
    }

    /** Who reads an id claims it with many keys; its owner comes last. */
    @Test
    void shouldKeepFewRowsOfOneIdAndTheOwnersAmongThem() {
        Crowd crowd = new Crowd();
        for (long key = 1; key <= 10_000; key++) {
            crowd.about(1, 5, key);
        }

        crowd.joinAndProve(1, 5, 77_777);

        assertThat(crowd.subscribers.connectedAtAll()).isEqualTo(8);
        assertThat(crowd.subscribers.connected(0)).isEqualTo(1);
    }

    /** Linear in the rows for each of them, this would take minutes. */
    @Test
    void shouldForgetInConstantTime() {
        Crowd crowd = new Crowd();
        for (long connection = 1; connection <= 16; connection++) {
            flood(crowd, connection, 4_096);
        }
        RollCall probe = new RollCall(1L << 40, 1);
        crowd.audience.startProbe(probe);

        for (long key = 1; key <= 300_000; key++) {
            crowd.about(99, key, -key);
            crowd.ack(99, -key, probe.id());
            crowd.unsay(99, ControlTopics.about(key, -key, ""));
            assertThat(crowd.subscribers.connected(0)).isZero();
        }

        assertThat(probe.heard()).isZero();
        assertThat(crowd.rows().size()).isLessThanOrEqualTo(1_024 + 2 * GoneSubscribers.MOST);
    }

    @Test
    void shouldAskForReportsAsOftenAsBeforeAndSeeWhoIsSlow() {
        Crowd crowd = new Crowd();
        long echo = crowd.joinAndProve(1, 1, 1);
        AudienceMarks marks = new AudienceMarks(crowd.controls, 1_000_000_000, crowd.subscribers);
        SlowAudienceWatch slow = new SlowAudienceWatch(
                crowd.subscribers,
                marks,
                java.time.Duration.ofSeconds(2),
                episode -> {},
                episode -> seen.add(episode.subscriberId()));
        crowd.report(1, 1, echo, 0, 0, 0);
        flood(crowd, 2, 100_000);

        long nowNs = System.nanoTime();
        for (int second = 1; second <= 4; second++) {
            nowNs += 1_000_000_000;
            crowd.topics.get(0).sent(second);
            assertThat(marks.next(crowd.topics, true, nowNs)).isNotEmpty();
            marks.allSent(nowNs);
            crowd.subscribers.heard(new ControlRequest.Sign(1), 1, nowNs);
            slow.look(nowNs);
        }

        assertThat(marks.last()).isEqualTo(4);
        assertThat(seen).containsExactly(1L);
    }

    private final List<Long> seen = new java.util.ArrayList<>();

    @Test
    void shouldBoundWhatFiltersRemember() {
        List<PublishedTopic> topics = IntStream.rangeClosed(1, 1_000)
                .mapToObj(number -> new PublishedTopic("p/" + number, Topics.withNul("p/" + number), number))
                .toList();
        FilterTable wanted = new FilterTable(10_000);
        FilterTraffic honest = wanted.of(new TopicFilter(Set.of("honest"), Set.of("p/")));
        wanted.use(honest);
        wanted.proven(honest);

        for (int i = 0; i < 3_000; i++) {
            FilterTraffic stranger = wanted.of(new TopicFilter(Set.of("other " + i), Set.of("p")));
            wanted.use(stranger);
            FilterTable.look(stranger, topics);
            assertThat(stranger.known()).as("in its turn").isTrue();
        }
        wanted.look(topics);
        FilterTable.look(honest, topics);

        assertThat(honest.known()).isTrue();
        assertThat(wanted.entries()).isLessThanOrEqualTo(10_000);
    }

    /** Who is proven keeps its place; the books of those beyond the room are not known. */
    @Test
    void shouldGiveUpTheBooksForWhichThereIsNoRoom() {
        List<PublishedTopic> topics = IntStream.rangeClosed(1, 1_000)
                .mapToObj(number -> new PublishedTopic("p/" + number, Topics.withNul("p/" + number), number))
                .toList();
        FilterTable wanted = new FilterTable(2_500);
        List<FilterTraffic> all = IntStream.range(0, 4)
                .mapToObj(i -> wanted.of(new TopicFilter(Set.of("other " + i), Set.of("p"))))
                .toList();
        all.forEach(wanted::use);
        all.forEach(wanted::proven);

        wanted.look(topics);
        assertThat(all).extracting(FilterTraffic::known).containsExactly(true, true, false, false);
        assertThat(wanted.entries()).isEqualTo(2_000);

        wanted.release(all.get(0));
        wanted.release(all.get(1));
        wanted.look(topics);
        assertThat(all.subList(2, 4)).extracting(FilterTraffic::known).containsExactly(true, true);
    }

    @Test
    void shouldRememberEverythingOnlyOnce() {
        FilterTable wanted = new FilterTable(2_500);

        FilterTraffic one = wanted.of(new TopicFilter(Set.of("made up 1"), Set.of("")));
        FilterTraffic two = wanted.of(new TopicFilter(Set.of("made up 2"), Set.of("", "p")));

        assertThat(one).isSameAs(two);
    }

    /** 16 parts of 512 characters each, never completed, of identities without end. */
    @Test
    void shouldBoundTheFiltersThatAreNotComplete() {
        Crowd crowd = new Crowd();
        String text = "x".repeat(500);
        for (long key = 1; key <= 60_000; key++) {
            long connection = key % 100;
            crowd.about(connection, key, key);
            for (int part = 0; part < 2; part++) {
                crowd.say(connection, ControlTopics.filter(key, new FilterPart(part, 16, true, text + part)));
            }
        }

        assertThat(crowd.subscribers.filterBytes())
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 32);
        long echo = crowd.joinAndProve(1_000, 1_000_000, 1_000_000);
        crowd.send(10, 1);
        crowd.report(1_000, 1_000_000, echo, 10, 0, 1);
        assertThat(crowd.rows())
                .filteredOn(row -> row.id() == 1_000_000)
                .singleElement()
                .satisfies(row -> assertThat(row.unaccounted()).hasValue(0));
    }

    private static void flood(Crowd crowd, long connection, int identities) {
        for (int i = 1; i <= identities; i++) {
            long made = (connection << 32) + System.nanoTime() + i;
            crowd.about(connection, made, -made);
        }
    }
}
