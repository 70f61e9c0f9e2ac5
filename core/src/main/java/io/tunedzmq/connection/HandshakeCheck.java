package io.tunedzmq.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * What a peer says in its handshake. JeroMQ 0.6.0 puts the peer's address into a connection's metadata and then lets
 * the properties of the peer's READY command overwrite it, so that anybody could pass for another connection.
 */
final class HandshakeCheck {
    private static final byte[] ADDRESS = Metadata.PEER_ADDRESS.getBytes(StandardCharsets.US_ASCII);

    /** Bytes of a READY command in front of its properties. */
    private static final int READY = 6;

    private HandshakeCheck() {}

    /**
     * The command as it is, or without its properties if it claims an address; then the connection is cut at its first
     * message.
     */
    static ByteBuffer clean(TcpConnection connection, Msg command, ByteBuffer bytes) {
        if (command.isCommand() && claimsAddress(bytes)) {
            connection.refuseAll(CutReason.FORGED_ADDRESS);
            bytes.limit(READY);
        }
        return bytes;
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
