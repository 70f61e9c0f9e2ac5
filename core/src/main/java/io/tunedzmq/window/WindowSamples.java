package io.tunedzmq.window;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What only looking again and again shows, between two observations.
 *
 * <p>Immutable.
 *
 * @param looks how often it was looked
 * @param ioThreads in the order of the observation
 * @param publishers in the order of the observation
 * @param subscribers in the order of the observation
 * @param longestGc most time in garbage collections between two looks
 * @param longestStall most time by which a look came late: how long this process may wait for a CPU
 * @param longestStandstill most time between two looks in which hardly a thread of this process ran; the time between
 *     two looks where all is well, zero if it is unknown
 * @param goesOn whether another window follows at once, so that what has only begun is judged then
 */
public record WindowSamples(
        int looks,
        List<IoThread> ioThreads,
        List<Publisher> publishers,
        List<Subscriber> subscribers,
        Duration longestGc,
        Duration longestStall,
        Duration longestStandstill,
        boolean goesOn) {
    public WindowSamples {
        ioThreads = List.copyOf(ioThreads);
        publishers = List.copyOf(publishers);
        subscribers = List.copyOf(subscribers);
        requireNonNull(longestGc, "longestGc");
        requireNonNull(longestStall, "longestStall");
        requireNonNull(longestStandstill, "longestStandstill");
    }

    /**
     * An I/O thread.
     *
     * @param busy share of looks at which it did not wait for its connections, 0 to 1
     */
    public record IoThread(OptionalDouble busy) {}

    /**
     * A publisher.
     *
     * @param full share of looks at which a subscriber had no room, or had none since the look before
     * @param passedOver share of looks at which a subscriber had yet to take half of a queue that was full before
     * @param unsent share of looks after a loss, with a subscriber without room, at which the system held bytes of its
     *     connections not yet taken by the peer; empty if there was none, and where the system does not tell
     * @param overflows times for which a subscriber had no room, in their order
     * @param connects of the connections that it makes
     */
    public record Publisher(
            double full,
            double passedOver,
            OptionalDouble unsent,
            List<WindowOverflow> overflows,
            Connections connects) {
        public Publisher {
            overflows = List.copyOf(overflows);
        }
    }

    /**
     * The connections that a publisher or subscriber makes over TCP.
     *
     * @param complete share of looks at which none was absent
     * @param silent by endpoint: share of looks at which it waited for the peer's first word
     */
    public record Connections(double complete, Map<String, Double> silent) {
        public Connections {
            silent = Map.copyOf(silent);
        }
    }

    /**
     * A subscriber.
     *
     * @param caughtUp share of looks since whose predecessor its thread had no message left to take; those during
     *     {@code paused} do not count
     * @param paused share of looks at which it took nothing although there was something, but took everything later
     * @param blocked share of looks at which its thread waited for something else than messages
     * @param cpu share of one CPU that its thread used
     * @param backedUp share of looks at which nothing was read from a connection, because what came over it had not
     *     been taken
     * @param unread share of looks after a loss at which the system held bytes for its connections not yet read; empty
     *     without a loss, and where the system does not tell
     * @param longestPause longest time in which its thread took nothing and did not wait for a message, and after which
     *     it went on
     * @param connects of the connections that it makes
     * @param busyAt where its thread was most often when it did not wait for messages
     * @param waitsAt where it waited most often for something else than messages
     * @param lag what it did while it was behind, and messages had no room on their way to it
     * @param lockOwner who had the lock that its thread waited for; empty if it waited for none that a thread owns
     */
    public record Subscriber(
            double caughtUp,
            double paused,
            double blocked,
            OptionalDouble cpu,
            double backedUp,
            OptionalDouble unread,
            Duration longestPause,
            Connections connects,
            Optional<Stack> busyAt,
            Optional<Stack> waitsAt,
            WindowLag lag,
            Optional<LockOwner> lockOwner) {
        public Subscriber {
            requireNonNull(longestPause, "longestPause");
            requireNonNull(connects, "connects");
            requireNonNull(lag, "lag");
        }
    }

    /**
     * Who has a lock that another thread waits for.
     *
     * @param lock the class of the lock, or of the object whose monitor it is
     * @param owner the name of the thread that has it
     * @param deadlock whether that thread waits, perhaps by way of others, for a lock of the one that waits for it
     */
    public record LockOwner(String lock, String owner, boolean deadlock) {}

    /**
     * Where a thread was.
     *
     * @param thread its name
     * @param share of the looks, 0 to 1
     * @param place the innermost frame of the application
     * @param frames innermost first, down to where this library called or was called
     */
    public record Stack(String thread, double share, String place, List<String> frames) {
        public Stack {
            frames = List.copyOf(frames);
        }

        @Override
        public String toString() {
            return "thread '" + thread + "'\n  at " + String.join("\n  at ", frames);
        }
    }
}
