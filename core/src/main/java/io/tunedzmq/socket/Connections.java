package io.tunedzmq.socket;

import io.tunedzmq.wire.PeerConnection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * Tells the connections of a subscriber's socket apart. JeroMQ gives every message of a connection the same metadata
 * object, so its identity is the connection's. Confined: guarded by the socket's lock.
 */
final class Connections {
    private static final int MOST = 4_096;

    /** What comes over inproc has no metadata. */
    private final PeerConnection inproc = new PeerConnection(null);

    private final IdentityHashMap<Metadata, PeerConnection> known = new IdentityHashMap<>();
    private @Nullable Metadata lastMetadata;
    private PeerConnection last = inproc;

    @SuppressWarnings("ReferenceEquality") // Equal metadata of two connections are two connections.
    PeerConnection of(Msg msg) {
        Metadata metadata = msg.getMetadata();
        if (metadata == null) {
            return inproc;
        }
        if (metadata != lastMetadata) {
            PeerConnection connection = known.get(metadata);
            if (connection == null) {
                if (known.size() >= MOST) {
                    known.clear(); // Living ones are met again as if they had reconnected.
                }
                connection = new PeerConnection(metadata.get(Metadata.PEER_ADDRESS));
                known.put(metadata, connection);
            }
            last = connection;
            lastMetadata = metadata;
        }
        return last;
    }

    /** The peer at this address is gone. */
    void closed(String address) {
        known.values().stream()
                .filter(connection -> address.equals(connection.address()))
                .forEach(PeerConnection::close);
    }
}
