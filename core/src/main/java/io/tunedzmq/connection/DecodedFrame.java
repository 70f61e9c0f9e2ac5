package io.tunedzmq.connection;

import java.nio.ByteBuffer;
import zmq.Msg;

/**
 * A frame that JeroMQ's decoder fills. Of a handshake its mechanism then reads the same frame, so what is read there is
 * checked; whoever asks first is the decoder. Confined to the I/O thread of its connection while it is filled.
 */
abstract class DecodedFrame extends Msg {
    /**
     * Made with the frame: a decoder at which an error is thrown when it asks for this never comes back from its next
     * turn.
     */
    private final ByteBuffer filling;

    private boolean isFilling;

    DecodedFrame(byte[] bytes) {
        super(bytes);
        filling = super.buf();
    }

    DecodedFrame(ByteBuffer bytes) {
        super(bytes);
        filling = super.buf();
    }

    @Override
    public final ByteBuffer buf() {
        if (!isFilling) {
            isFilling = true;
            return filling;
        }
        return read(super.buf());
    }

    /** What a mechanism gets to read of it. */
    abstract ByteBuffer read(ByteBuffer bytes);

    /** How much of it has come. From any thread; a moment behind. */
    final int arrived() {
        return filling.position();
    }
}
