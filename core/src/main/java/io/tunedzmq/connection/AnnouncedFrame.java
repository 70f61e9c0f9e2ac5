package io.tunedzmq.connection;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a peer has announced and not sent whole yet. Its memory is given back when it is queued or dropped, and
 * at the latest when JeroMQ has forgotten the connection: of one that never sent a message nobody tells which it was
 * that ended. Thread-safe.
 */
final class AnnouncedFrame extends WeakReference<ConnectionToPublisher> {
    /** So much of a frame must come in a second; while memory is short slower ones are not waited for. */
    private static final long LEAST_PER_SECOND = 64 << 10;

    private static final long SECOND_NS = 1_000_000_000;
    private static final long PATIENCE_NS = 2 * SECOND_NS;

    private final IncomingMemory.Account memory;
    private final int size;
    private final long bytes;
    private final boolean newcomer;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable WeakReference<IncomingFrame> frame;
    private long lookedNs = System.nanoTime();
    private int arrivedThen;

    AnnouncedFrame(
            ConnectionToPublisher connection,
            IncomingMemory.Account memory,
            int size,
            long bytes,
            boolean newcomer,
            ReferenceQueue<ConnectionToPublisher> forgotten) {
        super(connection, forgotten);
        this.memory = memory;
        this.size = size;
        this.bytes = bytes;
        this.newcomer = newcomer;
    }

    void frame(IncomingFrame announced) {
        frame = new WeakReference<>(announced);
    }

    /** The frame is whole: its memory is that of the queue from here on. */
    void queued() {
        end(false);
    }

    /** The frame was dropped. */
    void dropped() {
        end(true);
    }

    private void end(boolean release) {
        if (over.compareAndSet(false, true)) {
            memory.settle(this, bytes, newcomer);
            if (release) {
                memory.add(-bytes);
            }
        }
    }

    /** Cuts the connection if the frame does not come on. By one thread at a time. */
    void cutIfStalled(long nowNs) {
        ConnectionToPublisher connection = get();
        if (connection != null && isStalled(connection, nowNs)) {
            connection.cut(CutReason.STALLED, bytes);
            dropped();
        }
    }

    /** Bytes of it that have come. From any thread; a moment behind. */
    int arrived() {
        WeakReference<IncomingFrame> reference = frame;
        IncomingFrame filling = reference == null ? null : reference.get();
        return filling == null ? 0 : filling.arrived();
    }

    private boolean isStalled(ConnectionToPublisher connection, long nowNs) {
        long sinceNs = nowNs - lookedNs;
        if (sinceNs < PATIENCE_NS) {
            return false;
        }
        if (connection.isPaused()) { // We are the one who does not go on.
            lookedNs = nowNs;
            return false;
        }
        int arrived = arrived();
        boolean stalled = arrived < size && arrived - arrivedThen < LEAST_PER_SECOND * (sinceNs / SECOND_NS);
        lookedNs = nowNs;
        arrivedThen = arrived;
        return stalled;
    }
}
