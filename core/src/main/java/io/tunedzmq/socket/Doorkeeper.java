package io.tunedzmq.socket;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.peer.Peers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the doors open. Where no file descriptor is left to accept a connection, JeroMQ tries again and again without a pause; here the
 * listener rests, and connections that have never said anything make room. Those whose large frames do not come on end while memory is
 * short. Confined to the housekeeper.
 */
final class Doorkeeper implements Housekeeper.Chore {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** Between two attempts to accept. */
    private static final long REST_NS = 100_000_000;

    /** A connection that is younger than this may still be about to say something. */
    private static final long LEAST_AGE_NS = 1_000_000_000;

    private static final int CUT_AT_ONCE = 16;

    private final JeromqContext context;
    private final HandshakeHealer watches;
    private boolean resting;
    private long restedNs;

    Doorkeeper(JeromqContext context, HandshakeHealer watches) {
        this.context = context;
        this.watches = watches;
    }

    @Override
    public long work(long nowNs) {
        context.incomingMemory().look(nowNs);
        boolean refused = false;
        for (ConnectionWatch watch : watches.all()) {
            watch.peers().look(nowNs);
            refused |= watch.takeAcceptFailed();
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
            context.readAgain();
        }
        return resting ? REST_NS : Long.MAX_VALUE;
    }

    /** Of those that said nothing the youngest go first: a stock subscriber may have good reason to wait for long. */
    private void makeRoom(long nowNs) {
        List<Peers.SilentConnection> silent = new ArrayList<>();
        watches.all().forEach(watch -> silent.addAll(watch.peers().silent(nowNs, LEAST_AGE_NS)));
        silent.sort(Comparator.comparingLong(each -> nowNs - each.sinceNs()));
        long cut = silent.stream()
                .limit(CUT_AT_ONCE)
                .filter(Peers.SilentConnection::cut)
                .count();
        log.warn(
                "no file descriptor is left to accept a connection (see `ulimit -n`); {} connections that have not said anything"
                        + " yet are cut, listeners try again every {} ms",
                cut,
                REST_NS / 1_000_000);
    }
}
