package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Text;
import java.time.Duration;
import java.time.Instant;

/**
 * A time during which a subscriber was too slow: behind for longer than the threshold, or losing messages. Told once
 * when it begins and once when it is over, at the publisher and at the subscriber. Whoever only has no connection, or
 * one that passes nothing, is not slow.
 *
 * <p>Immutable.
 *
 * @param subscriberId identity of the subscriber
 * @param name the subscriber's, given by its owner; may be empty
 * @param start when it was noticed
 * @param lasted how long it has lasted
 * @param dropped messages that the subscriber lost in it, but for those that went with a connection
 * @param over whether it has ended
 */
public record SlowEpisode(long subscriberId, String name, Instant start, Duration lasted, long dropped, boolean over) {
    private static final int LONGEST_NAME = 128;

    /** Checks that nothing is null. */
    public SlowEpisode {
        requireNonNull(name, "name");
        requireNonNull(start, "start");
        requireNonNull(lasted, "lasted");
    }

    /** One line; the name, which anybody can choose, with what is not printable as {@code \\uXXXX}. */
    @Override
    public String toString() {
        return "subscriber " + Long.toHexString(subscriberId)
                + (name.isEmpty() ? "" : " '" + Text.printable(name, LONGEST_NAME) + "'")
                + (over ? " was slow from " : " is slow since ") + start + " (" + lasted.toMillis() + " ms), dropped "
                + dropped;
    }
}
