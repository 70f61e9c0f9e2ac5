package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks for fresh connections that stall and kicks the I/O threads for them. Thread-safe. */
public final class HandshakeHealer implements Housekeeper.Chore {
    private static final LimitedLog log = LimitedLog.of(HandshakeHealer.class);

    private static final long LOOK_AGAIN_NS = 20_000_000;

    private final JeromqContext context;
    private final Set<ConnectionWatch> watches = ConcurrentHashMap.newKeySet();
    private long healedBefore;

    HandshakeHealer(JeromqContext context) {
        this.context = context;
    }

    public void add(ConnectionWatch watch) {
        watches.add(watch);
    }

    /** A total never goes back: nobody reads between the two steps. */
    public synchronized void remove(ConnectionWatch watch) {
        if (watches.remove(watch)) {
            healedBefore += watch.healed();
        }
    }

    /** Of all sockets that are open. */
    Set<ConnectionWatch> all() {
        return watches;
    }

    synchronized long healed() {
        return healedBefore
                + watches.stream().mapToLong(ConnectionWatch::healed).sum();
    }

    /** Connections of the sockets watched that an I/O thread serves. */
    int served(Thread ioThread) {
        return watches.stream().mapToInt(watch -> watch.served(ioThread)).sum();
    }

    @Override
    public long work(long nowNs) {
        context.threads().look();
        boolean overdue = false;
        boolean unsettled = false;
        for (ConnectionWatch watch : watches) {
            overdue |= watch.overdue(nowNs);
            unsettled |= watch.unsettled();
        }
        if (overdue) {
            log.debug("a fresh connection does nothing; kicking the I/O threads");
            context.threads().pollAnew();
        }
        return unsettled ? LOOK_AGAIN_NS : Long.MAX_VALUE;
    }
}
