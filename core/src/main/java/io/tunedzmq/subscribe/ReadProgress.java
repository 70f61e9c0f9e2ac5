package io.tunedzmq.subscribe;

import io.tunedzmq.connection.ConnectionReadFlow;
import io.tunedzmq.connection.IncomingFrames;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.ledger.HeardConnection;

/**
 * Up to when a subscriber has read what came to it: a publisher that was heard may be behind messages that wait for the
 * application. Confined: guarded by the subscriber's lock.
 */
final class ReadProgress implements SilenceWatch.Hearing {
    private final IncomingFrames frames;
    private final SocketReader reader;
    private final ArrivalOrder order;
    private final HalfOpenDetector halfOpen;

    ReadProgress(IncomingFrames frames, SocketReader reader, ArrivalOrder order, HalfOpenDetector halfOpen) {
        this.frames = frames;
        this.reader = reader;
        this.order = order;
        this.halfOpen = halfOpen;
    }

    /** Looks at all connections; several times a second. */
    void look(long nowNs) {
        frames.look(nowNs);
        halfOpen.look(reader.flows(), nowNs);
    }

    @Override
    public long quietNs(long epoch, HeardConnection connection, long heardNs, long nowNs) {
        if (order.holds(epoch)) {
            return 0;
        }
        ConnectionReadFlow flow = reader.flow(connection);
        long upToNs = order.emptiedNs(); // What comes over no connection of its own is behind all others.
        long sinceNs = heardNs;
        if (flow != null) {
            flow.look(!connection.closed(), nowNs);
            upToNs = flow.readUpToNs();
            sinceNs = Nanos.later(sinceNs, flow.unreadUntilNs());
        }
        if (connection.closed()) { // Whoever has come since may be the same publisher.
            for (ConnectionReadFlow other : frames.since(heardNs)) {
                upToNs = upToNs - other.readUpToNs() > 0 ? other.readUpToNs() : upToNs;
                sinceNs = Nanos.later(sinceNs, other.unreadUntilNs());
            }
        }
        return upToNs - sinceNs;
    }
}
