package io.tunedzmq.connection;

import io.tunedzmq.internal.Counter;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * The connection of a subscriber to a publisher: bounds what its frames take, announced or queued. Confined as
 * {@link TcpConnection}; {@link #taken} by the receiving thread.
 */
final class ConnectionToPublisher extends TcpConnection {
    /**
     * Frames up to this size are refused only where very many connections hold one each, or newcomers their half; else
     * they are left unread.
     */
    private static final int SMALL = 128 << 10;

    /** Frames up to this size count only when they are whole: a connection's own buffers take as much. */
    private static final int TINY = 4 << 10;

    private final IncomingMemory.Account memory;
    private final SpareFrames spares;
    private final int most;

    private final ReadPauseLimit limit;

    // I/O thread; others may look.
    private volatile @Nullable AnnouncedFrame announced;
    private long parts;

    /** What a newcomer has queued; guarded by this. Of it the application has taken nothing yet. */
    private long newcomerBytes;

    private volatile boolean newcomer = true;
    private final ConnectionReadFlow flow = new ConnectionReadFlow(this, System.nanoTime());

    /** Bytes that were queued, and those that the application took. */
    private final Counter in = new Counter();

    private final Counter out = new Counter();

    /** Messages that were queued, and those that the application took. */
    private final Counter messagesIn = new Counter();

    private final Counter messagesOut = new Counter();

    /** Frames of any kind that it announced. */
    private final Counter frames = new Counter();

    /**
     * @param most bytes of the largest frame taken
     * @param limit of what it holds, if there is memory for that
     */
    ConnectionToPublisher(
            TcpConnections connections,
            IncomingMemory.Account memory,
            SpareFrames spares,
            int most,
            ReadPauseLimit limit) {
        super(connections);
        this.memory = memory;
        this.spares = spares;
        this.most = most;
        this.limit = limit;
    }

    @Override
    public Msg allocate(int size) {
        frames.add(1);
        try {
            dropAnnounced(); // It did not go into the queue: a command, or a refused part.
            if (isCut() || size < 0 || size > most) {
                return refuse(CutReason.FORGED);
            }
            long bytes = IncomingFrame.cost(size);
            // By a tiny one a newcomer proves itself; of many it is left unread.
            boolean sharesAHalf = newcomer && size > TINY;
            if (sharesAHalf ? !memory.admitsNewcomer(bytes) : size <= SMALL && !memory.admits(bytes)) {
                return refuse(CutReason.TOO_LARGE, IncomingFrame.cost(size));
            }
            return size <= TINY ? new IncomingFrame(this, spares.take(size)) : announce(size);
        } catch (OutOfMemoryError e) {
            dropAnnounced();
            return refuse(CutReason.NO_MEMORY, IncomingFrame.cost(size));
        }
    }

    private void dropAnnounced() {
        AnnouncedFrame announcement = announced;
        if (announcement != null) {
            announced = null;
            announcement.dropped();
        }
    }

    private Msg announce(int size) {
        AnnouncedFrame announcement = memory.reserve(this, size, IncomingFrame.cost(size), size <= SMALL);
        if (announcement == null) {
            return refuse(CutReason.TOO_LARGE, IncomingFrame.cost(size));
        }
        announced = announcement;
        IncomingFrame frame = new IncomingFrame(this, size <= SMALL ? spares.take(size) : new byte[size]);
        announcement.frame(frame);
        return frame;
    }

    /** There is no memory for so many bytes of it. */
    private RefusedFrame refuse(CutReason why, long bytes) {
        noteNoMemory(bytes);
        return refuse(why);
    }

    /** There is no memory for so many bytes of it. */
    void cut(CutReason why, long bytes) {
        noteNoMemory(bytes);
        cut(why);
    }

    private void noteNoMemory(long bytes) {
        if (!isCut()) { // Else it was counted.
            memory.refused().add(bytes);
        }
    }

    /** How many messages a frame holds. */
    int messagesIn(byte[] frame) {
        return limit.count().applyAsInt(frame);
    }

    /** A frame goes into the queue for the application. */
    void queued(IncomingFrame frame, boolean more) {
        AnnouncedFrame announcement = announced;
        if (announcement != null) {
            announced = null;
            announcement.queued();
        } else {
            memory.add(frame.bytes());
        }
        if (newcomer) {
            countNewcomer(frame.bytes());
        }
        offered(false);
        in.add(frame.bytes());
        messagesIn.add(frame.messages());
        parts = more ? parts + frame.bytes() : 0;
        if (parts > IncomingFrame.cost(most)) {
            cut(CutReason.TOO_MANY_PARTS);
        } else if (parts > Math.max(SMALL, 2 * memory.share(newcomer))) {
            cut(CutReason.TOO_MANY_PARTS, parts);
        }
        pauseIfFull();
    }

    private void pauseIfFull() {
        boolean full = held() > memory.share(newcomer);
        // What shows that a newcomer is heard may be behind many messages that nobody takes before.
        boolean reached = !newcomer && limit.isReached(held(), messagesHeld());
        // The rest of a message must come, or nobody could take its beginning.
        if (parts == 0 && (full || reached)) {
            pauseReading();
            resumeIfTaken();
        }
        if (full && isOld()) { // Nobody knows which connection to leave unread.
            cut(CutReason.TOO_LARGE, held());
        }
    }

    private void resumeIfTaken() {
        if (isPaused() && held() <= memory.share(newcomer) / 2 && limit.isOver(held(), messagesHeld())) {
            resumeReading();
        }
    }

    private long held() {
        return in.get() - out.get();
    }

    private long messagesHeld() {
        return messagesIn.get() - messagesOut.get();
    }

    /** The application took a frame. */
    void taken(long bytes, int messages) {
        out.add(bytes);
        messagesOut.add(messages);
        memory.add(-bytes);
        if (newcomer) {
            noNewcomer();
        }
        VarHandle.fullFence(); // Either we see it paused, or who pauses it sees what was taken.
        resumeIfTaken();
    }

    /** Who took the last of it may have had no memory to ask for more. */
    @Override
    void look(boolean afterPause, long nowNs) {
        resumeIfTaken();
    }

    /** What was half there is dropped by JeroMQ. */
    @Override
    void gone() {
        dropAnnounced();
        memory.add(-parts);
        if (newcomer) {
            countNewcomer(-parts);
        }
        parts = 0;
    }

    /** How far it was read. */
    ConnectionReadFlow flow() {
        return flow;
    }

    /** Bytes that came, as they are counted. From any thread. */
    long comeBytes() {
        return in.get();
    }

    /** Those of them that were taken. From any thread. */
    long takenBytes() {
        return out.get();
    }

    /** Changes whenever something comes, be it a part of a frame. From any thread; a moment behind. */
    long signs() {
        AnnouncedFrame underWay = announced;
        return frames.get() + (underWay == null ? 0 : underWay.arrived());
    }

    /** Whether the application has taken nothing of it yet. From any thread. */
    boolean isNewcomer() {
        return newcomer;
    }

    private synchronized void countNewcomer(long bytes) {
        if (newcomer) {
            newcomerBytes += bytes;
            memory.addOfNewcomers(bytes);
        }
    }

    private synchronized void noNewcomer() {
        newcomer = false;
        memory.addOfNewcomers(-newcomerBytes);
        newcomerBytes = 0;
    }
}
