package io.tunedzmq.rules;

import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import io.tunedzmq.window.WindowLag;
import io.tunedzmq.window.WindowOverflow;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Publishers and subscribers as the rules see them, in health and in trouble. */
final class Shapes {
    private static final WindowSamples.Stack STACK = new WindowSamples.Stack(
            "receiver",
            0.9,
            "com.example.Prices.store(Prices.java:12)",
            List.of("java.net.Socket.read(Socket.java:1)", "com.example.Prices.store(Prices.java:12)"));

    static ContextSnapshot.Connection connection(State state) {
        return connection(state, 0, 0, 0);
    }

    static ContextSnapshot.Connection connection(State state, long strangers, long brief, long cutOff) {
        return new ContextSnapshot.Connection("tcp://127.0.0.1:5555", state, strangers, brief, cutOff);
    }

    /** Each of them silent for that share of the looks. */
    static WindowSamples.Connections sampled(
            List<ContextSnapshot.Connection> connections, double complete, double silent) {
        return new WindowSamples.Connections(
                complete,
                connections.stream().collect(Collectors.toMap(ContextSnapshot.Connection::endpoint, each -> silent)));
    }

    static void fine(StagedPublisher publisher) {
        publisher.published = 1_000;
    }

    static void fine(StagedSubscriber subscriber) {
        subscriber.received = 1_000;
    }

    static void bursting(StagedPublisher publisher) {
        publisher.stalls = 5;
        publisher.burst = 4_000;
        publisher.rush = 3;
        publisher.full = 0.3;
    }

    /** It may have published 1,200 at once, or evenly: looks are far apart. */
    static void perhapsBursting(StagedPublisher publisher) {
        publisher.stalls = 5;
        publisher.burst = 1_200;
        publisher.burstAtLeast = 0;
        publisher.rush = 1;
        publisher.full = 0.3;
        publisher.unsent = OptionalDouble.of(1);
    }

    static void alwaysFull(StagedPublisher publisher) {
        publisher.stalls = 50;
        publisher.full = 1;
        publisher.unsent = OptionalDouble.of(1);
    }

    /** Since before the window: who is passed over is not counted again. */
    static void stuck(StagedPublisher publisher) {
        alwaysFull(publisher);
        publisher.stalls = 0;
    }

    static void stuck(StagedSubscriber subscriber) {
        blocked(subscriber);
        subscriber.received = 0;
        subscriber.dropped = 0;
        subscriber.caughtUp = 0;
    }

    static void fullOfWhatCouldLeave(StagedPublisher publisher) {
        alwaysFull(publisher);
        publisher.unsent = OptionalDouble.of(0.2);
    }

    static void unanswered(StagedSubscriber subscriber) {
        subscriber.received = 0;
        subscriber.answered = false;
        subscriber.exactTopic = "prices";
    }

    static void losing(StagedSubscriber subscriber) {
        subscriber.dropped = 500;
    }

    static void behind(StagedSubscriber subscriber) {
        losing(subscriber);
        subscriber.caughtUp = 0.05;
    }

    static void starved(StagedSubscriber subscriber) {
        behind(subscriber);
        subscriber.cpu = OptionalDouble.of(0.1);
    }

    static void blocked(StagedSubscriber subscriber) {
        behind(subscriber);
        subscriber.blocked = 0.9;
        subscriber.busyAt = Optional.of(STACK);
        subscriber.waitsAt = Optional.of(STACK);
    }

    /** For 400 ms of the second, in which it took one message in 4 ms. */
    static void behindForAPart(StagedSubscriber subscriber) {
        losing(subscriber);
        subscriber.caughtUp = 0.6;
        subscriber.lag = lag(0.1, 0.1, 100);
    }

    /** The same 400 ms of another application. */
    static WindowLag lag(double standing, double blocked, long received) {
        return new WindowLag(
                40,
                Duration.ofMillis(400),
                received,
                500,
                standing,
                Duration.ofMillis((long) (400 * standing)),
                blocked,
                Optional.of(STACK),
                Optional.of(STACK));
    }

    /**
     * A time without room of a steady load, with unsent bytes, in looks of 10 ms.
     *
     * @param behind who had more to take when it began
     */
    static WindowOverflow overflow(long millis, boolean open, Long... behind) {
        return new WindowOverflow(
                (int) millis / 10,
                Duration.ofMillis(millis),
                open,
                1,
                0,
                500,
                Set.of(behind),
                OptionalDouble.of(1),
                20,
                Duration.ofMillis(20),
                10,
                1,
                Duration.ZERO,
                Duration.ZERO);
    }

    /** A steady load: what comes between two looks is more than the queue holds, and it never runs ahead. */
    static void fullForAPart(StagedPublisher publisher) {
        publisher.published = 100_000;
        publisher.stalls = 5;
        publisher.full = 0.4;
        publisher.burst = 1_425;
        publisher.burstAtLeast = 200;
        publisher.rush = 1;
    }

    static void pausing(StagedSubscriber subscriber) {
        losing(subscriber);
        subscriber.longestPause = Duration.ofMillis(400);
        subscriber.caughtUp = 0.5;
        subscriber.paused = 0.4;
        subscriber.hwm = 100;
    }

    static void notReadInTime(StagedSubscriber subscriber) {
        losing(subscriber);
        subscriber.unread = OptionalDouble.of(1);
    }

    private Shapes() {}
}
