package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import io.tunedzmq.internal.LimitedLog;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the doors open. Where no file descriptor is left to accept a connection, JeroMQ tries again and again without a
 * pause; here the listener rests, and connections that have never said anything make room. Those whose large frames do
 * not come on end while memory is short. Confined to the housekeeper.
 */
final class FileDescriptorGuard implements Housekeeper.Chore {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** Between two attempts to accept. */
    private static final long REST_NS = 100_000_000;

    /** A connection that is younger than this may still be about to say something. */
    private static final long LEAST_AGE_NS = 1_000_000_000;

    private static final int CUT_AT_ONCE = 16;

    /** Between two looks at connections whose end was put off. */
    private static final long ENDS_NS = 10_000_000;

    private final JeromqContext context;
    private final HandshakeHealer watches;
    private boolean resting;
    private long restedNs;

    FileDescriptorGuard(JeromqContext context, HandshakeHealer watches) {
        this.context = context;
        this.watches = watches;
    }

    @Override
    public long work(long nowNs) {
        context.incomingMemory().look(nowNs);
        long waitNs = context.subscriptionMemory().look(nowNs);
        boolean refused = false;
        for (ConnectionWatch watch : watches.all()) {
            watch.connections().look(nowNs);
            if (watch.connections().lookAtEnds(nowNs)) {
                waitNs = Math.min(waitNs, ENDS_NS);
            }
            refused |= watch.listeners().takeAcceptFailed();
        }
        if (refused) {
            if (!resting) {
                resting = true;
                restedNs = nowNs;
            }
            makeRoom(nowNs);
        }
        if (resting && nowNs - restedNs >= REST_NS) {
            resting = false;
            context.threads().pollAnew();
        }
        return resting ? Math.min(REST_NS, waitNs) : waitNs;
    }

    /** Of those that said nothing the youngest go first: a stock subscriber may have good reason to wait for long. */
    private void makeRoom(long nowNs) {
        int cut = 0;
        for (TcpConnections next = withYoungestSilent(nowNs); next != null && cut < CUT_AT_ONCE; cut++) {
            next.cutSilent(nowNs, LEAST_AGE_NS);
            next = withYoungestSilent(nowNs);
        }
        log.warn(
                "no file descriptor is left to accept a connection (see `ulimit -n`); {} connections that have not said anything"
                        + " yet are cut, listeners try again every {} ms",
                cut,
                REST_NS / 1_000_000);
    }

    private @Nullable TcpConnections withYoungestSilent(long nowNs) {
        TcpConnections youngest = null;
        long leastAgeNs = Long.MAX_VALUE;
        for (ConnectionWatch watch : watches.all()) {
            OptionalLong sinceNs = watch.connections().silentSinceNs(nowNs, LEAST_AGE_NS);
            if (sinceNs.isPresent() && nowNs - sinceNs.getAsLong() < leastAgeNs) {
                leastAgeNs = nowNs - sinceNs.getAsLong();
                youngest = watch.connections();
            }
        }
        return youngest;
    }
}
