package io.tunedzmq.subscribe;

import io.tunedzmq.connection.ConnectionReadFlow;
import io.tunedzmq.connection.IncomingFrame;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.internal.Deques;
import io.tunedzmq.ledger.HeardConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * Tells the connections of a subscriber's socket apart. JeroMQ gives every message of a connection the same metadata
 * object, so its identity is the connection's. Those that are closed are forgotten first, then those not heard for
 * longest. Confined: guarded by the socket's lock.
 */
final class MessageConnections {
    /** More than these are kept only while they live and are heard. */
    private static final int MOST = 4_096;

    /** What comes over inproc has no metadata. */
    private final HeardConnection inproc = HeardConnection.inproc();

    private final IntPredicate listensAt;

    private final IdentityHashMap<Metadata, Known> known = new IdentityHashMap<>();
    private final Map<HeardConnection, ConnectionReadFlow> flows = new HashMap<>();
    private final Map<TcpEnds, List<Known>> byEnds = new HashMap<>();
    private final ArrayDeque<Known> closed = new ArrayDeque<>();
    private final Set<Known> oldest = new LinkedHashSet<>();
    private @Nullable Metadata lastMetadata;
    private HeardConnection last = inproc;

    /** A connection that is in the table. */
    private static final class Known {
        final Metadata metadata;
        final @Nullable TcpEnds ends;
        final HeardConnection connection;
        long lookedNs;

        Known(Metadata metadata, IntPredicate listensAt) {
            this.metadata = metadata;
            ends = TcpEnds.of(metadata);
            connection = ends == null
                    ? HeardConnection.inproc()
                    : listensAt.test(ends.localPort())
                            ? HeardConnection.accepted(ends.remote())
                            : HeardConnection.dialed(ends.remote());
        }
    }

    /** @param listensAt whether it is at this port of ours that publishers connect to */
    MessageConnections(IntPredicate listensAt) {
        this.listensAt = listensAt;
    }

    @SuppressWarnings("ReferenceEquality") // Equal metadata of two connections are two connections.
    HeardConnection of(Msg msg) {
        Metadata metadata = msg.getMetadata();
        if (metadata == null) {
            return inproc;
        }
        if (metadata != lastMetadata) {
            Known found = known.get(metadata);
            last = (found == null ? add(metadata, msg) : found).connection;
            lastMetadata = metadata;
        }
        return last;
    }

    private Known add(Metadata metadata, Msg first) {
        if (known.size() >= MOST) {
            forgetOne();
        }
        Known added = new Known(metadata, listensAt);
        known.put(metadata, added);
        if (first instanceof IncomingFrame frame) {
            flows.put(added.connection, frame.flow());
        }
        oldest.add(added);
        if (added.ends != null) {
            byEnds.computeIfAbsent(added.ends, unused -> new ArrayList<>(1)).add(added);
        }
        return added;
    }

    private void forgetOne() {
        Known gone = closed.poll();
        while (gone == null) {
            Known first = oldest.iterator().next();
            if (first.connection.heardNs() == first.lookedNs) {
                gone = first;
            } else { // Heard since it was looked at last.
                first.lookedNs = first.connection.heardNs();
                oldest.remove(first);
                oldest.add(first);
            }
        }
        forget(gone);
    }

    private void forget(Known gone) {
        known.remove(gone.metadata);
        flows.remove(gone.connection);
        oldest.remove(gone);
        List<Known> there = gone.ends == null ? null : byEnds.get(gone.ends);
        if (there != null && there.remove(gone) && there.isEmpty()) {
            byEnds.remove(gone.ends);
        }
        gone.connection.noteClosed(); // If it lives it is met again as a new one.
    }

    /** How far it was read; null if that is not known. */
    @Nullable
    ConnectionReadFlow flow(HeardConnection connection) {
        return flows.get(connection);
    }

    /** Of all connections that it is known of. */
    Map<HeardConnection, ConnectionReadFlow> flows() {
        return flows;
    }

    /** Some are gone, and nobody knows which: those that live are met again as new ones, and are proven anew. */
    void closedSome() {
        List.copyOf(known.values()).forEach(this::forget);
        closed.clear();
        lastMetadata = null;
    }

    /** The connection with these ends is gone. */
    void closed(TcpEnds ends) {
        List<Known> there = byEnds.remove(ends);
        if (there != null) {
            for (Known gone : there) {
                gone.connection.noteClosed();
                Deques.add(closed, gone);
            }
        }
    }
}
