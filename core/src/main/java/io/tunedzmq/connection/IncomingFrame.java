package io.tunedzmq.connection;

import java.nio.ByteBuffer;
import java.util.List;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * A frame that comes to a subscriber: counted while it waits for the application. Filled and queued by the I/O thread
 * of its connection, then the receiving thread's.
 */
public final class IncomingFrame extends DecodedFrame {
    /** What JeroMQ's objects around a frame take. */
    private static final int OVERHEAD = 256;

    /**
     * The collector G1 gives an array of this size regions of its own, of at least 1 MiB, and leaves the rest of the
     * last one empty.
     */
    private static final int HUMONGOUS = 512 << 10;

    private static final int REGION = 1 << 20;

    private ConnectionToPublisher connection;
    private boolean queued;
    private int messages;

    IncomingFrame(ConnectionToPublisher connection, byte[] bytes) {
        super(bytes);
        this.connection = connection;
    }

    @Override
    ByteBuffer read(ByteBuffer bytes) {
        return HandshakeCheck.clean(connection, this, bytes);
    }

    @Override
    public Msg setMetadata(Metadata metadata) {
        connection = (ConnectionToPublisher) connection.of(metadata);
        return super.setMetadata(metadata);
    }

    /** Called when it is to be put into the queue. */
    @Override
    public boolean isCommand() {
        boolean command = super.isCommand();
        if (!command && (getMetadata() != null || connection.isOld())) {
            connection.offered(true);
        }
        return command;
    }

    /** The first call is that of the pipe which has room for it. */
    @Override
    public boolean hasMore() {
        boolean more = super.hasMore();
        if (!queued) {
            queued = true;
            messages = more ? 0 : connection.messagesIn(data());
            connection.queued(this, more);
        }
        return more;
    }

    /** Bytes of memory that a frame of this size takes. */
    static long cost(int size) {
        return (long) size + OVERHEAD + (size < HUMONGOUS ? 0 : REGION);
    }

    long bytes() {
        return cost(size());
    }

    /** How many it claims to hold, or to be the end of. */
    int messages() {
        return messages;
    }

    /** The connection over which it came. */
    public ConnectionReadFlow flow() {
        return connection.flow();
    }

    /** The application has it now, and the parts of the same message behind it. By the receiving thread. */
    public void taken(List<byte[]> moreParts) {
        long bytes = bytes();
        for (byte[] part : moreParts) {
            bytes += cost(part.length);
        }
        connection.taken(bytes, messages);
    }
}
