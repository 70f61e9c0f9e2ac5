package io.tunedzmq.rules;

import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import io.tunedzmq.window.WindowLag;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A subscriber in a {@link WindowFixture}: all is fine with it, but for what a row changes. */
final class StagedSubscriber {
    long id = 1;
    String name = "";
    boolean receiving = true;
    long received = 1_000;
    long dropped;
    long droppedBefore;
    long reconnects;
    long untagged;
    long malformed;
    int hwm = 1_000;
    List<ContextSnapshot.Connection> connects = List.of(Shapes.connection(State.UP));
    long connectedAtEnd = 1;
    double caughtUp = 1;
    double paused;
    double blocked;
    OptionalDouble cpu = OptionalDouble.of(0.5);
    double backedUp;
    int unheard;
    int refused;
    int lacking;
    boolean answered = true;
    String exactTopic = "";
    Optional<ContextSnapshot.MisspelledTopic> misspelledTopic = Optional.empty();
    List<ContextSnapshot.Quiet> quiet = List.of();
    Duration unheardAgo = Duration.ZERO;
    OptionalDouble unread = OptionalDouble.of(0.1);
    Duration longestPause = Duration.ZERO;
    double complete = 1;
    double silent;
    Optional<WindowSamples.Stack> busyAt = Optional.empty();
    Optional<WindowSamples.Stack> waitsAt = Optional.empty();
    Optional<WindowSamples.LockOwner> lockOwner = Optional.empty();
    WindowLag lag = WindowLag.NONE;

    /** As it is seen when a window of this length begins, or after it. */
    ContextSnapshot.Subscriber seen(boolean after, long lengthNs) {
        SubscriberStats stats = after
                ? new SubscriberStats(
                        received,
                        droppedBefore + dropped,
                        Math.min(dropped, 2),
                        0,
                        0,
                        0,
                        0,
                        0,
                        reconnects,
                        untagged,
                        malformed,
                        0,
                        0,
                        0,
                        0)
                : new SubscriberStats(0, droppedBefore, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return new ContextSnapshot.Subscriber(
                id,
                name,
                List.of("tcp://127.0.0.1:5555"),
                stats,
                hwm,
                after ? connects : List.of(),
                after ? connectedAtEnd : 0,
                receiving,
                true,
                0,
                0,
                new ContextSnapshot.Unheard(unheard, lacking, lengthNs - unheardAgo.toNanos()),
                answered,
                exactTopic,
                misspelledTopic,
                after ? quiet : List.of(),
                new ContextSnapshot.Refused(after ? refused : 0, 3_000_000, 4 << 20));
    }

    WindowSamples.Subscriber sampled() {
        return new WindowSamples.Subscriber(
                caughtUp,
                paused,
                blocked,
                cpu,
                backedUp,
                unread,
                longestPause,
                Shapes.sampled(connects, complete, silent),
                busyAt,
                waitsAt,
                lag,
                lockOwner);
    }
}
