package io.tunedzmq;

/** What became of a message given to {@link Publisher#publish(String, byte[])}. */
public enum PublishResult {
    /** Taken and numbered; whether a subscriber lost it shows in the counters. */
    ACCEPTED,
    /** Not taken: a subscriber's queue was full and the time of {@code OverflowPolicy.block} was over. No number was used. */
    REFUSED
}
