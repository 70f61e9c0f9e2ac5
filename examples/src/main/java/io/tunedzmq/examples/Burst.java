package io.tunedzmq.examples;

/** One way to get a burst of messages from a publishing thread to a receiving one. */
interface Burst {
    /** Payload of each message. */
    int MESSAGE_BYTES = 64;

    /** Publishing stops so long before the deadline: what is still on its way then is not lost. */
    long IN_FLIGHT_NS = 1_000_000_000;

    String name();

    /**
     * Publishes at full speed and receives until everything is here or accounted for.
     *
     * @param messages how many; fewer are sent if the deadline comes first
     * @param tally told how far it is
     * @param deadlineNs by {@link System#nanoTime()}
     */
    Outcome run(int messages, Tally tally, long deadlineNs) throws Exception;
}
