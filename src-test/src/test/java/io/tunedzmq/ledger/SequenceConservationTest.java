package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** received + dropped == sent since the baseline, to the message, whatever is lost on the way. */
class SequenceConservationTest {
    private static final int TOPICS = 5;
    private static final int FRAMES = 5_000;

    static LongStream seeds() {
        return LongStream.range(20_261_124, 20_261_144);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAccountForEveryMessageSinceTheEcho(long seed) {
        Run run = new Run(seed);
        run.lose(1_000);

        run.deliverEcho();
        long before = run.sent();
        run.loseSome(FRAMES);
        run.deliverBeacons();

        assertThat(run.received + run.ledger.dropped()).isEqualTo(run.sent() - before);
        assertThat(run.gapSum).isEqualTo(run.ledger.dropped());
        assertThat(run.ledger.dropped()).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAccountForEveryMessageSinceTheFirstOne(long seed) {
        Run run = new Run(seed);
        run.lose(1_000);

        run.deliverOneOfEachTopic();
        long before = run.sent() - run.received;
        run.loseSome(FRAMES);
        run.deliverBeacons();

        assertThat(run.received + run.ledger.dropped()).isEqualTo(run.sent() - before);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAccountForEveryMessageOverReconnectsAndRepetitions(long seed) {
        Run run = new Run(seed);
        run.lose(1_000);

        run.deliverEcho();
        long before = run.sent();
        for (int i = 0; i < 20; i++) {
            run.loseSome(FRAMES / 20);
            run.repeatSome(10);
            run.lose(10);
            run.reconnect();
        }
        run.deliverBeacons();

        assertThat(run.received + run.ledger.dropped()).isEqualTo(run.sent() - before);
        assertThat(run.ledger.reconnects()).isEqualTo(20);
        assertThat(run.ledger.duplicates()).isPositive();
    }

    /** A publisher, a network that loses and a subscriber. */
    private static final class Run {
        private static final long EPOCH = 5;

        final Random random;
        final long[] sent = new long[TOPICS];
        final List<FrameReader> delivered = new ArrayList<>();
        long gapSum;
        final SequenceLedger ledger = new SequenceLedger(
                new TopicFilter(Set.of(), Set.of("")), TOPICS, gap -> gapSum += gap.count(), end -> {});
        HeardConnection connection = HeardConnection.dialed("10.0.0.1:5555");
        long received;

        Run(long seed) {
            random = new Random(seed);
        }

        long sent() {
            return LongStream.of(sent).sum();
        }

        FrameReader send(int topic) {
            int count = 1 + random.nextInt(4);
            long first = sent[topic] + 1;
            sent[topic] += count;
            return Frames.messages(EPOCH, "topic " + topic, topic + 1, first, count);
        }

        void lose(int frames) {
            for (int i = 0; i < frames; i++) {
                send(random.nextInt(TOPICS));
            }
        }

        void loseSome(int frames) {
            for (int i = 0; i < frames; i++) {
                FrameReader frame = send(random.nextInt(TOPICS));
                if (random.nextInt(3) != 0) {
                    delivered.add(frame);
                    deliver(frame);
                }
            }
        }

        void repeatSome(int frames) {
            for (int i = 0; i < frames; i++) {
                deliver(delivered.get(random.nextInt(delivered.size())));
            }
        }

        void deliverOneOfEachTopic() {
            for (int topic = 0; topic < TOPICS; topic++) {
                deliver(send(topic));
            }
        }

        void deliver(FrameReader frame) {
            AccountedMessages accepted = ledger.accept(frame, connection, 0);
            if (accepted != null) {
                received += accepted.messages();
            }
        }

        void deliverEcho() {
            Frames.echo(EPOCH, sent).forEach(this::deliver);
        }

        void deliverBeacons() {
            for (int topic = 0; topic < TOPICS; topic++) {
                deliver(Frames.beacon(EPOCH, "topic " + topic, topic + 1, sent[topic]));
            }
        }

        void reconnect() {
            connection.noteClosed();
            connection = HeardConnection.dialed(connection.address());
            deliverEcho();
        }
    }
}
