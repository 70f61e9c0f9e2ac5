package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A time during which a subscriber was too slow: behind for longer than the threshold, or losing messages. Told once when it begins
 * and once when it is over, at the publisher and at the subscriber.
 *
 * <p>Immutable.
 *
 * @param subscriberId identity of the subscriber
 * @param name the subscriber's, given by its owner; may be empty
 * @param start when it was noticed
 * @param lasted how long it has lasted
 * @param dropped messages that the subscriber lost in it
 * @param over whether it has ended
 */
public record SlowEpisode(long subscriberId, String name, Instant start, Duration lasted, long dropped, boolean over) {

    /** Checks that nothing is null. */
    public SlowEpisode {
        requireNonNull(name, "name");
        requireNonNull(start, "start");
        requireNonNull(lasted, "lasted");
    }

    @Override
    public String toString() {
        return "subscriber " + Long.toHexString(subscriberId) + (name.isEmpty() ? "" : " '" + name + "'")
                + (over ? " was slow from " : " is slow since ") + start + " (" + lasted.toMillis() + " ms), dropped "
                + dropped;
    }
}
