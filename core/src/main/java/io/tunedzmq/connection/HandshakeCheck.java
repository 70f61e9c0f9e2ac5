package io.tunedzmq.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * What a peer says in its handshake. JeroMQ 0.6.0 puts the addresses of both ends into a connection's metadata and
 * then lets the properties of the peer's READY command overwrite them, so that anybody could pass for another
 * connection.
 */
final class HandshakeCheck {
    private static final byte[] REMOTE = Metadata.PEER_ADDRESS.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOCAL = TcpEnds.LOCAL_PROPERTY.getBytes(StandardCharsets.US_ASCII);

    /** Bytes of a READY command in front of its properties. */
    private static final int READY = 6;

    private HandshakeCheck() {}

    /**
     * The command as it is, or without its properties if it claims an address; then the connection is cut at its first
     * message.
     */
    static ByteBuffer clean(TcpConnection connection, Msg command, ByteBuffer bytes) {
        if (command.isCommand() && (contains(bytes, REMOTE) || contains(bytes, LOCAL))) {
            connection.refuseAll(CutReason.FORGED_ADDRESS);
            bytes.limit(READY);
        }
        return bytes;
    }

    private static boolean contains(ByteBuffer bytes, byte[] name) {
        for (int from = 0; from + name.length <= bytes.limit(); from++) {
            int i = 0;
            while (i < name.length && bytes.get(from + i) == name[i]) {
                i++;
            }
            if (i == name.length) {
                return true;
            }
        }
        return false;
    }
}
