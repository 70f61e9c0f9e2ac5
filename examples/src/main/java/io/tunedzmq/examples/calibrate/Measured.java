package io.tunedzmq.examples.calibrate;

/**
 * What one run gave; messages are counted for each subscriber and summed. Immutable.
 *
 * @param published messages accepted, times the subscribers
 * @param delivered messages received
 * @param dropped messages that the subscribers know to be lost
 * @param perSecond messages that a subscriber received in a second, on average
 * @param p99Ns nanoseconds from when a message was due to when it was received, 99th percentile
 * @param busiestIo share of one CPU that the busiest I/O thread used; not a number if the JVM does not tell
 */
public record Measured(long published, long delivered, long dropped, double perSecond, long p99Ns, double busiestIo) {
    /** Refuses a run that lost a message without anybody knowing. */
    public Measured {
        if (published != delivered + dropped) {
            throw new IllegalStateException("the counts do not balance: published " + published + ", delivered "
                    + delivered + ", dropped " + dropped);
        }
    }

    double dropShare() {
        return published == 0 ? 0 : (double) dropped / published;
    }
}
