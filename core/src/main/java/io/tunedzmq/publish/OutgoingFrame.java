package io.tunedzmq.publish;

import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.wire.FrameWriter;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * A frame as JeroMQ's pipes hold it: a handle on content that is ours. While it waits for subscribers it can be
 * <em>expired</em>: then its content is let go, whoever still holds the handle, and those who have not taken it get a
 * small BEACON in its place, which says the same last sequence, so that they count the loss at once; of an answer, what
 * says that it was lost. Thread-safe.
 *
 * <p>JeroMQ puts the same object into the pipe of each subscriber, and asks it things on the way. From who asks what,
 * we know where it is:
 *
 * <ul>
 *   <li>{@code isIdentity()} on the thread that sends: one more pipe has <em>taken</em> it.
 *   <li>{@code isIdentity()} on another I/O thread: a connection has read it from its pipe, and writes its header at
 *       once. Until it fetches the body, which may be much later, the frame is <em>pinned</em>: its size was told.
 *   <li>{@code buf()} on an I/O thread: that connection has <em>fetched</em> the body, and keeps it for as long as it
 *       writes. It asks for the size next, which must be that of the body, whatever became of the frame meanwhile.
 *   <li>{@code isIdentity()} on any other thread: a subscriber over inproc has read it, which is as good as fetched.
 * </ul>
 *
 * <p>Pins and fetches are in one word, so that a frame can be expired only while nobody is between header and body. A
 * connection that breaks just there leaves its pin behind; that frame cannot be expired, and goes when its pipes do.
 * I/O threads only add to that word: what it means for the books is found out by the {@link PublishBacklog}.
 */
final class OutgoingFrame extends Msg {
    /** What JeroMQ's objects and ours around a frame take, about; also once it was expired. */
    private static final int OBJECTS = 200;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // The word: how many have fetched the body, how many are between header and body; then whether it was expired.
    private static final int BITS = 20;
    private static final long MASK = (1L << BITS) - 1;
    private static final long FETCHED = 1;
    private static final long PIN = 1L << BITS;
    private static final long EXPIRED = 1L << (2 * BITS);

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OutgoingFrame.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PublishBacklog backlog;
    private final @Nullable PublishedTopic topic;
    private final long lastSequence;
    private final int messages;
    private final @Nullable ByteBuffer standIn;
    private final int length;

    private volatile @Nullable ByteBuffer content;
    private volatile long state;

    // Of the sending thread. Another one that reads it sees a thread that is not itself, which is all it wants to know.
    private @Nullable Thread sender;

    // Of the sending thread, then guarded by the backlog.
    private int taken;
    private long sentNs;
    private long lostBefore;

    OutgoingFrame(PublishBacklog backlog, SealedFrame sealed) {
        super(NOTHING);
        this.backlog = backlog;
        content = sealed.content();
        topic = sealed.topic();
        lastSequence = sealed.lastSequence();
        messages = sealed.messages();
        standIn = sealed.standIn();
        length = sealed.content().remaining();
    }

    // The sending thread.

    /** From here on what this thread asks is part of the sending. */
    void startSending() {
        sender = Thread.currentThread();
    }

    void stopSending() {
        sender = null;
    }

    /**
     * It was given to all that it is for.
     *
     * @param lostBefore connections of the publisher lost until now
     */
    void sent(long nowNs, long lostBefore) {
        sentNs = nowNs;
        this.lostBefore = lostBefore;
    }

    // Whoever keeps the books.

    long sentNs() {
        return sentNs;
    }

    /** What it takes in memory. */
    long cost() {
        return (long) length + OBJECTS;
    }

    int messages() {
        return messages;
    }

    /** Whether nobody has yet to fetch it. */
    boolean fetchedByAll() {
        return (state & MASK) >= taken;
    }

    /** Whether it is an answer, which can be expired although it holds no message. */
    boolean isAnswer() {
        return standIn != null && messages == 0;
    }

    boolean isExpired() {
        return (state & EXPIRED) != 0;
    }

    /** How many have yet to fetch it, without as many as may be gone. */
    long missing(long lostNow) {
        return Math.max(0, taken - (state & MASK) - (lostNow - lostBefore));
    }

    /**
     * Lets the content go unless all have fetched it, or a connection is between header and body.
     *
     * @return whether it did
     */
    boolean expire() {
        long now = state;
        while ((topic != null || standIn != null)
                && (now & EXPIRED) == 0
                && (now & MASK) < taken
                && ((now >> BITS) & MASK) == 0) {
            if (STATE.compareAndSet(this, now, now | EXPIRED)) {
                content = null;
                return true;
            }
            now = state;
        }
        return false;
    }

    // JeroMQ.

    @Override
    public boolean isIdentity() {
        Thread current = Thread.currentThread();
        if (current == sender) {
            taken++;
        } else if (current instanceof IoThread) {
            add(PIN);
        } else {
            add(FETCHED);
        }
        return false;
    }

    private void add(long more) {
        long unused = (long) STATE.getAndAdd(this, more);
    }

    @Override
    public ByteBuffer buf() {
        Thread current = Thread.currentThread();
        ByteBuffer bytes = bytes();
        if (current instanceof IoThread thread && current != sender) {
            thread.hasFetched(this, bytes.remaining());
            boolean pinned = ((state >> BITS) & MASK) > 0;
            add(pinned ? FETCHED - PIN : FETCHED);
        }
        return bytes;
    }

    @Override
    public int size() {
        int ofBody =
                Thread.currentThread() instanceof IoThread thread ? thread.takeFetchedSize(this) : IoThread.UNKNOWN;
        if (ofBody != IoThread.UNKNOWN) {
            return ofBody;
        }
        if (!isExpired()) {
            return length;
        }
        PublishedTopic of = topic;
        return of == null ? instead().remaining() : FrameWriter.overhead(of.withNul());
    }

    @Override
    public byte[] data() {
        ByteBuffer bytes = bytes();
        if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == bytes.remaining()) {
            return bytes.array();
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** The content or what stands for it, as the state says: the word is never behind the content. */
    private ByteBuffer bytes() {
        ByteBuffer whole = content;
        if (whole != null && !isExpired()) {
            return whole.duplicate();
        }
        PublishedTopic of = topic;
        return of == null ? instead() : backlog.standIn(of, lastSequence);
    }

    private ByteBuffer instead() {
        return (standIn == null ? NOTHING : standIn).duplicate();
    }

    @Override
    public byte get(int index) {
        return bytes().get(index);
    }

    @Override
    public int getBytes(int index, byte[] dst, int off, int len) {
        ByteBuffer bytes = bytes();
        int count = Math.min(len, bytes.remaining() - index);
        bytes.position(index);
        bytes.get(dst, off, count);
        return count;
    }

    @Override
    public int getBytes(int index, ByteBuffer into, int len) {
        ByteBuffer bytes = bytes();
        int count = Math.min(Math.min(len, bytes.remaining() - index), into.remaining());
        bytes.limit(index + count);
        bytes.position(index);
        into.put(bytes);
        return count;
    }

    @Override
    public long getLong(int offset) {
        return bytes().getLong(offset);
    }

    @Override
    public int getInt(int offset) {
        return bytes().getInt(offset);
    }

    @Override
    public int getShort(int offset) {
        return bytes().getShort(offset) & 0xFFFF;
    }

    @Override
    public void transfer(ByteBuffer destination, int from, int count) {
        ByteBuffer bytes = bytes();
        bytes.limit(from + count);
        bytes.position(from);
        destination.put(bytes);
    }

    @Override
    public String toString() {
        return "OutgoingFrame{" + size() + " bytes, state=" + Long.toHexString(state) + "}";
    }
}
