package io.tunedzmq.examples.calibrate;

import java.time.Duration;

/**
 * What is sent in every run. Immutable.
 *
 * @param bytes payload of a message, at least {@link #LEAST_BYTES}
 * @param rate messages per second; 0 is as fast as possible
 * @param subscribers how many receive all of them
 * @param pause how long each subscriber takes nothing, once in a run of the HWM
 */
public record Load(int bytes, long rate, int subscribers, Duration pause) {
    /** A payload begins with the time at which it was due. */
    public static final int LEAST_BYTES = Long.BYTES;

    /** The load of a run in which nobody pauses. */
    Load steady() {
        return new Load(bytes, rate, subscribers, Duration.ZERO);
    }
}
