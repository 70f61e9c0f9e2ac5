package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * For a socket that the application has itself: keeps a length that a peer claims from killing an I/O thread. JeroMQ
 * 0.6.0 allocates what a frame header says, lets negative sizes pass its own limit, and an Error in an I/O thread ends
 * the thread and with it every connection on it. After an exception it would try the same frame for ever.
 *
 * <p>So a length that is forged, or for which there is no memory, becomes an empty message, and what follows is read as
 * further frames.
 */
final class CappedAllocator implements MsgAllocator {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private final int most;

    /**
     * For when there is no memory even for that: what is thrown at a decoder keeps it from ever coming back from its
     * next turn.
     */
    private @Nullable Msg reserve = new Frame(0);

    /** A message whose memory is all there when it is made. */
    private static final class Frame extends Msg {
        private @Nullable ByteBuffer filling;

        Frame(int size) {
            super(size);
            filling = super.buf();
        }

        @Override
        public ByteBuffer buf() {
            ByteBuffer first = filling;
            filling = null;
            return first == null ? super.buf() : first;
        }
    }

    /** @param most bytes of the largest frame */
    CappedAllocator(int most) {
        this.most = most;
    }

    @Override
    public Msg allocate(int size) {
        try {
            if (size >= 0 && size <= most) {
                return new Frame(size);
            }
            log.warn("a peer announced a frame of a forged size; it is read as empty");
            return new Frame(0);
        } catch (OutOfMemoryError e) {
            return empty(size, e);
        }
    }

    private synchronized Msg empty(int size, OutOfMemoryError problem) {
        Msg empty = reserve;
        if (empty == null) {
            throw problem;
        }
        reserve = null;
        try {
            reserve = new Frame(0);
            log.warn("no memory for a frame of {} bytes that a peer announced; it is read as empty", size);
        } catch (OutOfMemoryError e) {
            // The reserve is used up, or the line is left out; what counts is that the decoder goes on.
            return empty;
        }
        return empty;
    }
}
