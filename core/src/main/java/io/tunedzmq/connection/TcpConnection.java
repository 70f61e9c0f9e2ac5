package io.tunedzmq.connection;

import java.nio.channels.SocketChannel;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/**
 * One TCP connection, as its decoder sees it: what gives it memory for each frame
 * that it announces. Confined to the I/O thread of the connection, except what is said to be for any thread.
 *
 * <p>{@link TcpConnections} gives each connection an allocator of its own. Two connections that shake hands at the same
 * moment on two I/O threads may get the same one; then the metadata of their messages tells them apart.
 */
abstract class TcpConnection implements MsgAllocator {
    private static final AtomicLong NUMBERS = new AtomicLong();

    final TcpConnections connections;
    private final long number = NUMBERS.incrementAndGet();
    private volatile boolean old;
    private volatile @Nullable Metadata metadata;
    private volatile @Nullable TrackedConnection tracked;
    private volatile @Nullable CutReason cut;
    private volatile @Nullable ReadPauser pausedBy;
    private boolean offered;
    private final Runnable resume = this::resume;

    /**
     * Made ahead: where the heap is full nothing may be thrown at a decoder, or it would never come back from its next
     * turn.
     */
    private final RefusedFrame refused = new RefusedFrame(this);

    /** Those that share this allocator, if any. */
    private @Nullable IdentityHashMap<Metadata, TcpConnection> others;

    TcpConnection(TcpConnections connections) {
        this.connections = connections;
    }

    /** Tells it from all other connections of this process; never 0. */
    final long number() {
        return number;
    }

    /** The handshake told which protocol it speaks: one before ZMTP 3 has no metadata. */
    final void handshaken(boolean beforeZmtp3) {
        old = beforeZmtp3;
    }

    final boolean isOld() {
        return old;
    }

    /** The connection whose message has this metadata: mostly this one. */
    @SuppressWarnings("ReferenceEquality") // Equal metadata of two connections are two connections.
    final TcpConnection of(Metadata theirs) {
        if (theirs == metadata) {
            return this;
        }
        synchronized (this) {
            if (metadata == null) {
                metadata = theirs;
                tracked = connections.track(this, TcpEnds.of(theirs));
                return this;
            }
            return theirs == metadata ? this : other(theirs);
        }
    }

    private TcpConnection other(Metadata theirs) {
        if (others == null) {
            others = new IdentityHashMap<>();
        }
        TcpConnection other = others.get(theirs);
        if (other == null) {
            other = connections.newConnection();
            others.put(theirs, other);
        }
        return other.of(theirs);
    }

    /** Whether a message of it has come, so that its channel is known. From any thread. */
    final boolean proven() {
        return tracked != null;
    }

    final @Nullable TrackedConnection tracked() {
        return tracked;
    }

    /** Ends the connection. From any thread. */
    final void cut(CutReason why) {
        refuseAll(why);
        connections.cut(this, why);
    }

    /** Nothing more is taken; the connection ends at its next message. From any thread. */
    final void refuseAll(CutReason why) {
        if (cut == null) {
            cut = why;
        }
    }

    /** The first reason why nothing more is taken; null if it is. From any thread. */
    final @Nullable CutReason cutReason() {
        return cut;
    }

    /** Whether it is about to end: nothing more is taken. From any thread. */
    final boolean isCut() {
        return cut != null;
    }

    final RefusedFrame refuse(CutReason why) {
        refuseAll(why);
        return refused;
    }

    // Leaving it unread.

    /**
     * From here on nothing is read, until {@link #resumeReading()}. The caller must then look again whether that is
     * still right: what would have resumed it may have come a moment before.
     */
    final void pauseReading() {
        TrackedConnection mine = tracked;
        SocketChannel channel = mine == null ? null : mine.channel();
        if (channel != null && Thread.currentThread() instanceof ReadPauser thread) {
            pausedBy = thread;
            thread.pauseReading(channel);
        }
    }

    /** Whether it is left unread. From any thread. */
    final boolean isPaused() {
        return pausedBy != null;
    }

    /** Whether it is left unread, or rests because the queue is full. From any thread; a moment behind. */
    final boolean isBackedUp() {
        return isPaused() || offered;
    }

    /** It is read again soon, if it is not. From any thread. */
    final void resumeReading() {
        ReadPauser thread = pausedBy;
        if (thread == null) {
            return;
        }
        pausedBy = null;
        boolean asked = false;
        try {
            thread.soon(resume);
            asked = true;
        } finally {
            if (!asked) { // No memory: who looks at the connections asks again.
                pausedBy = thread;
            }
        }
    }

    private void resume() {
        TrackedConnection mine = tracked;
        SocketChannel channel = mine == null ? null : mine.channel();
        if (channel != null && !offered && Thread.currentThread() instanceof ReadPauser thread) {
            thread.resumeReading(channel);
        } // Else JeroMQ has a message that finds no room: once it does, it reads again by itself.
    }

    /** Whether JeroMQ has a whole message of it that it has not put into the queue yet. */
    final void offered(boolean waits) {
        offered = waits;
    }

    /**
     * Looks whether it is still there; about once a second, by one thread at a time.
     *
     * @param afterPause whether nobody has looked for longer, so that what had come meanwhile may not have been read
     *     yet
     */
    void look(boolean afterPause, long nowNs) {}

    /** Whether somebody of the library has introduced itself over it. From any thread. */
    boolean isIntroduced() {
        return false;
    }

    /** Its connection is gone. */
    abstract void gone();
}
