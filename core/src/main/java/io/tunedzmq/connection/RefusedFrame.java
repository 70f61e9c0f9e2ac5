package io.tunedzmq.connection;

import java.nio.ByteBuffer;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * Stands for a frame that is not taken, in place of its memory: the connection that announced it ends. In a handshake
 * an empty command is a protocol error; afterwards JeroMQ shows the message the connection's metadata before it would
 * deliver it. Nothing that a decoder asks it needs memory.
 */
final class RefusedFrame extends Msg {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** So that the class is there when the heap is not. */
    private static final CutReason UNKNOWN = CutReason.FORGED;

    private final TcpConnection connection;

    RefusedFrame(TcpConnection connection) {
        super(0);
        this.connection = connection;
    }

    @Override
    public ByteBuffer buf() {
        return NOTHING;
    }

    @Override
    public Msg setMetadata(Metadata metadata) {
        cut(connection.of(metadata));
        return this;
    }

    /** JeroMQ discards commands that it does not know. */
    @Override
    public boolean isCommand() {
        if (connection.isOld()) { // Such a connection has no metadata.
            cut(connection);
        }
        return true;
    }

    private void cut(TcpConnection sender) {
        CutReason why = connection.cutReason();
        sender.cut(why == null ? UNKNOWN : why);
    }
}
