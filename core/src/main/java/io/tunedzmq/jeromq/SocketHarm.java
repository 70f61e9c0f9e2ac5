package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import io.tunedzmq.internal.LimitedLog;
import java.util.function.BooleanSupplier;

/**
 * What an error in the midst of JeroMQ's work did to a socket, as when the heap is full: something is half done, a
 * signal not given, a message not passed on. Nobody knows what, so all connections of the socket are made anew; where
 * that does not help, the context is said to be broken. Confined: guarded by the socket's lock.
 */
final class SocketHarm {
    private static final LimitedLog log = LimitedLog.of(TunedSocket.class);

    private static final long MEND_NS = 2_000_000_000L;

    private static final String HALF_HEARD =
            JeromqHealth.broken("an error, as for want of memory, came between the subscriptions of a peer");
    private static final String DAMAGED = JeromqHealth.broken(
            "an error, as for want of memory, has left the books of JeroMQ in disorder (the log says where)");

    private final JeromqHealth health;
    private final ConnectionCutter channels;
    private final TcpConnections connections;
    private final DialedConnections connects;
    private final BooleanSupplier canceled;
    private boolean harmed;
    private long mendedNs = System.nanoTime() - MEND_NS;

    /** @param canceled whether the socket is about to be closed */
    SocketHarm(
            JeromqHealth health,
            ConnectionCutter channels,
            TcpConnections connections,
            DialedConnections connects,
            BooleanSupplier canceled) {
        this.health = health;
        this.channels = channels;
        this.connections = connections;
        this.connects = connects;
        this.canceled = canceled;
    }

    /** Notes what JeroMQ threw. */
    void by(Throwable problem) {
        if (problem instanceof Error) {
            harmed = true;
            health.survived(Thread.currentThread().getName(), problem);
            if (isHalfHeard(problem)) {
                health.broke(HALF_HEARD);
            }
        } else if (isDefect(problem) && health.survivedErrors() > 0 && !canceled.getAsBoolean()) {
            log.error("JeroMQ failed after an error that was survived", problem);
            health.broke(DAMAGED);
        }
    }

    /** What JeroMQ throws where its own books are not as they should be. */
    private static boolean isDefect(Throwable problem) {
        return problem instanceof NullPointerException
                || problem instanceof IndexOutOfBoundsException
                || problem instanceof ClassCastException;
    }

    /**
     * JeroMQ never again reads from a queue of subscriptions in the midst of which it failed, nor lets go of it:
     * subscriptions are lost, and who blocks for its subscribers waits for ever.
     */
    private static boolean isHalfHeard(Throwable problem) {
        for (StackTraceElement frame : problem.getStackTrace()) {
            if (frame.getClassName().endsWith(".XPub") && frame.getMethodName().equals("xreadActivated")) {
                return true;
            }
        }
        return false;
    }

    /** Makes anew what has to be; to be called often. */
    void mend() {
        if (harmed) {
            channels.cutThoseOf(connections, System.nanoTime());
            harmed = false;
        }
        if (health.survivedErrors() > 0) {
            long nowNs = System.nanoTime();
            if (nowNs - mendedNs >= MEND_NS && channels.overdue(connections, nowNs)) {
                mendedNs = nowNs;
                connects.makeAllAnew();
            }
        }
    }

    /** Makes all connections anew: something has come over one of them that is never found. */
    void makeAnew() {
        channels.cutThoseOf(connections, System.nanoTime());
        connects.makeAllAnew();
    }
}
