package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.HeardConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** Anybody can connect and say that it lacks something, as often as it likes and with a new epoch each time. */
class SubscriptionRepetitionsTest {
    private static final int MANY = 1_000;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long TURN_NS = 2_000_000;
    private static final int WORDS = 4;

    private final List<HeardConnection> connections = new ArrayList<>();
    private final List<HeardConnection> holding = new ArrayList<>();

    /** To whom each subscription was said, in order. */
    private final List<HeardConnection> saidTo = new ArrayList<>();

    private final RepetitionTurns turns =
            new RepetitionTurns(() -> (long) WORDS * saidTo.size(), () -> connections.size());
    private final SubscriptionRepetitions repetitions = new SubscriptionRepetitions(to -> new SubscriptionRepetition(
            () -> new ArrayList<>(Collections.nCopies(MANY, new byte[] {'t'})),
            () -> 1,
            new Voice(to),
            epoch -> {},
            turns));
    private long round;
    private long epoch = 1;
    private long nowNs = System.nanoTime();

    private final class Voice implements RepetitionVoice {
        private final HeardConnection to;

        Voice(HeardConnection to) {
            this.to = to;
        }

        @Override
        public void say(byte[] bytes) {
            saidTo.add(to);
        }

        @Override
        public byte[] beginAnew(int index, byte[] bytes) {
            saidTo.add(to);
            return bytes;
        }

        @Override
        public long askForSign() {
            return ++round;
        }

        @Override
        public long ask() {
            return ++round;
        }

        @Override
        public long askForEcho() {
            return ++round;
        }

        @Override
        public long lastAsked() {
            return round;
        }

        @Override
        public void hold(boolean hold) {
            holding.remove(to);
            if (hold) {
                holding.add(to);
            }
        }
    }

    private HeardConnection connect() {
        HeardConnection connection = HeardConnection.accepted("10.0.0.1:" + (connections.size() + 1));
        connections.add(connection);
        return connection;
    }

    /** All that are connected say that they lack something, for as long, each with its own epoch that it changes. */
    private void allLack(int seconds, LongPredicate newEpoch) {
        long endNs = nowNs + seconds * SECOND_NS;
        while (nowNs - endNs < 0) {
            nowNs += TURN_NS;
            boolean changes = newEpoch.test(nowNs);
            for (int i = 0; i < connections.size(); i++) {
                HeardConnection each = connections.get(i);
                long its = epoch * MANY + i;
                if (changes) {
                    repetitions.ended(its, each);
                }
                repetitions.lacks(its + (changes ? MANY : 0), each, round, true, nowNs);
            }
            epoch += changes ? 1 : 0;
            repetitions.maintain(nowNs);
        }
    }

    private boolean every3Seconds(long ns) {
        return (ns / TURN_NS) % (3 * SECOND_NS / TURN_NS) == 0;
    }

    @Test
    void shouldSayThingsAgainToOneConnectionAtATime() {
        for (int i = 0; i < 3; i++) {
            connect();
        }
        allLack(2, ns -> false);

        List<HeardConnection> order = new ArrayList<>();
        saidTo.forEach(to -> {
            if (order.isEmpty() || !order.get(order.size() - 1).equals(to)) {
                order.add(to);
            }
        });
        assertThat(order).as("each is told all before the next one").containsExactlyElementsOf(connections);
        assertThat(saidTo).hasSize(3 * MANY);
    }

    @Test
    void shouldBoundWhatAllOfThemAreTold() {
        for (int i = 0; i < 30; i++) {
            connect();
        }
        int seconds = 20;
        allLack(seconds, this::every3Seconds);

        long heard = (long) saidTo.size() * WORDS * connections.size();
        long atOnce = (long) SubscriptionRepetition.PART * WORDS * connections.size();
        assertThat(heard)
                .isBetween(RepetitionTurns.MOST_A_SECOND, RepetitionTurns.MOST_A_SECOND * (seconds + 1) + atOnce);
    }

    /** Nor an end that it says of itself, nor an epoch that was never heard of. */
    @Test
    void shouldPauseLongerEachTimeWhoeverItSaysThatItIs() {
        connect();
        allLack(60, this::every3Seconds);

        assertThat(saidTo).as("after 2, 4, 8, 16 and 32 seconds").hasSizeLessThanOrEqualTo(6 * MANY);
    }

    @Test
    void shouldGiveWhoReallyLacksSomethingItsTurn() {
        for (int i = 0; i < 10; i++) {
            connect();
        }
        allLack(10, this::every3Seconds);
        saidTo.clear();
        HeardConnection honest = connect();

        for (int second = 0; second < 30 && Collections.frequency(saidTo, honest) < MANY; second++) {
            allLack(1, this::every3Seconds);
        }

        assertThat(Collections.frequency(saidTo, honest)).isGreaterThanOrEqualTo(MANY);
    }

    /** It could be at it for ever. */
    @Test
    void shouldTakeTheTurnFromWhoDoesNotAnswer() {
        HeardConnection slow = connect();
        for (int second = 0; second < 3; second++) {
            nowNs += SECOND_NS;
            repetitions.lacks(1, slow, round, true, nowNs);
        }
        assertThat(saidTo).as("it is its turn").isNotEmpty().containsOnly(slow);
        saidTo.clear();
        HeardConnection other = connect();
        for (int tenth = 0; tenth < 20; tenth++) {
            nowNs += SECOND_NS / 10;
            repetitions.lacks(2, other, round, true, nowNs);
            repetitions.maintain(nowNs);
        }
        assertThat(saidTo).isNotEmpty().containsOnly(other);
        assertThat(holding).contains(slow);

        connections.clear(); // What is told to none costs nothing.
        for (int second = 0; second < 4; second++) {
            nowNs += SECOND_NS;
            repetitions.lacks(1, slow, round, true, nowNs);
            repetitions.echoed(2, other, round, nowNs);
            repetitions.maintain(nowNs);
        }
        assertThat(saidTo).as("it goes on in its next turn").contains(slow);
    }
}
