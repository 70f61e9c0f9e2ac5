package io.tunedzmq;

/** What became of a message given to {@link Publisher#publish(String, byte[])}. */
public enum PublishResult {
    /** Taken and numbered; whether a subscriber lost it shows in the counters. */
    ACCEPTED,
    /**
     * Not taken: the queue of a subscriber was full, or what all publishers of the context may queue, and the time of
     * {@code OverflowPolicy.block} was over; or a thread that sends was stuck for 10 seconds. No number was used.
     */
    REFUSED
}
