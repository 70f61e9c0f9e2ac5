package io.tunedzmq.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * What a peer says in its handshake. JeroMQ 0.6.0 puts the peer's address into a connection's metadata and then lets the properties of the
 * peer's READY command overwrite it, so that anybody could pass for another connection.
 */
final class Handshakes {
    private static final byte[] ADDRESS = Metadata.PEER_ADDRESS.getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Handshakes() {}

    /** The command as it is, or nothing if it claims an address; then the connection is cut at its first message. */
    static ByteBuffer clean(Peer peer, Msg command, @Nullable ByteBuffer bytes) {
        ByteBuffer read = bytes == null ? NOTHING : bytes;
        if (command.isCommand() && claimsAddress(read)) {
            peer.refuseAll(Refusal.FORGED_ADDRESS);
            return NOTHING.duplicate();
        }
        return read;
    }

    private static boolean claimsAddress(ByteBuffer bytes) {
        for (int from = 0; from + ADDRESS.length <= bytes.limit(); from++) {
            int i = 0;
            while (i < ADDRESS.length && bytes.get(from + i) == ADDRESS[i]) {
                i++;
            }
            if (i == ADDRESS.length) {
                return true;
            }
        }
        return false;
    }
}
