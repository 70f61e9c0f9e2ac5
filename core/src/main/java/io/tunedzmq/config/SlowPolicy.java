package io.tunedzmq.config;

import io.tunedzmq.internal.Checks;
import java.time.Duration;

/**
 * What a subscriber does when its application is too slow: when messages have been waiting for it without a break for
 * longer than the threshold, or were lost because a queue was full.
 *
 * <p>Immutable.
 */
public sealed interface SlowPolicy {

    /** How long messages may wait without a break. */
    Duration threshold();

    /** Tells the listener and the log. */
    record Tell(Duration threshold) implements SlowPolicy {
        /** Checks the threshold. */
        public Tell {
            Checks.slowAfter(threshold);
        }
    }

    /** Tells, and closes the subscriber, so that it holds nothing up at the publisher. */
    record Disconnect(Duration threshold) implements SlowPolicy {
        /** Checks the threshold. */
        public Disconnect {
            Checks.slowAfter(threshold);
        }
    }

    /**
     * Tells the listener and the log.
     *
     * @param threshold 10 ms to 1 hour
     * @throws IllegalArgumentException if out of range
     */
    static SlowPolicy tell(Duration threshold) {
        return new Tell(threshold);
    }

    /**
     * Tells, and closes the subscriber: what is queued is discarded, and {@code receive} throws from then on.
     *
     * @param threshold 10 ms to 1 hour
     * @throws IllegalArgumentException if out of range
     */
    static SlowPolicy disconnect(Duration threshold) {
        return new Disconnect(threshold);
    }
}
