package io.tunedzmq.publish;

import io.tunedzmq.jeromq.JeromqContext;
import io.tunedzmq.jeromq.JeromqHealth;
import java.util.concurrent.TimeUnit;

/**
 * Finds out that a publisher waits for a queue that nobody will ever read. JeroMQ takes several steps to let go of the
 * queue of a connection that has ended; an error between them, as for want of memory, leaves it there for good. With
 * {@code block()} the publisher would wait for ever. That is known once nothing is sent for long though no connection
 * of the context has anything left to write.
 *
 * <p>Confined to the housekeeper.
 */
final class LostQueueDetector {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(8);
    private static final String WHY = JeromqHealth.broken(
            "a publisher waits for the queue of a connection that ended just when an error came, as for want of memory");

    private final JeromqContext context;
    private boolean suspected;
    private long sinceNs;
    private long sentThen;

    LostQueueDetector(JeromqContext context) {
        this.context = context;
    }

    /**
     * To be called often.
     *
     * @param waits whether a frame waits for room, for subscribers over TCP
     * @param sent frames sent so far
     */
    void look(boolean waits, long sent, long nowNs) {
        if (!waits || context.health().survivedErrors() == 0 || context.writes()) {
            suspected = false;
        } else if (!suspected || sent != sentThen) {
            suspected = true;
            sinceNs = nowNs;
            sentThen = sent;
        } else if (nowNs - sinceNs >= LONG_NS) {
            context.health().broke(WHY);
        }
    }
}
