package io.tunedzmq.connection;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what all subscribers of a context hold of frames that have arrived, or were announced, and that no application
 * has taken yet. Thread-safe.
 *
 * <p>A frame that was announced has its whole memory before its first byte has come: JeroMQ's decoder knows no other
 * way. So large announcements are refused when they do not fit. What is queued is bounded by leaving a connection
 * unread that holds more than its share: then TCP holds its sender back, and nothing is lost.
 */
public final class IncomingMemory {
    /**
     * A connection is left unread when it holds this part of what is free of three quarters: so these are never used
     * up, however many applications do not read.
     */
    private static final int SHARE = 4;

    /** And the last quarter is for those that do: so much each may hold in any case. */
    private static final int LEAST_SHARE = 1_024;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong newcomers = new AtomicLong();

    /** Frames that are under way, and those whose connection JeroMQ has forgotten. */
    private final Set<AnnouncedFrame> announced = ConcurrentHashMap.newKeySet();

    private final ReferenceQueue<ConnectionToPublisher> forgotten = new ReferenceQueue<>();

    /** @param limit bytes of all connections together */
    public IncomingMemory(long limit) {
        this.limit = limit;
    }

    /** Bytes held, or promised to peers that announced them. */
    public long used() {
        return Math.max(0, used.get());
    }

    public long limit() {
        return limit;
    }

    /**
     * Cuts connections whose announced frames do not come on, if memory is short, be it that of newcomers. To be called
     * now and then, by one thread at a time.
     */
    public void look(long nowNs) {
        settleForgotten();
        if (used.get() > limit / 2 || newcomers.get() > limit / 4) {
            announced.forEach(each -> each.cutIfStalled(nowNs));
        }
    }

    private void settleForgotten() {
        for (Object each = forgotten.poll(); each != null; each = forgotten.poll()) {
            ((AnnouncedFrame) each).dropped();
        }
    }

    /** The books of one socket. Thread-safe. */
    Account open() {
        return new Account();
    }

    final class Account {
        private final Part mine = new Part(used);
        private final Part ofNewcomers = new Part(newcomers);
        private final RefusedFrames refused = new RefusedFrames(limit);

        /** Whether a newcomer's next frame may come, if it is not tiny: newcomers share a half. */
        boolean admitsNewcomer(long bytes) {
            return newcomers.get() + bytes <= limit / 2 && admits(bytes);
        }

        /** Whether a small frame may come: where very many connections hold one each, even these are too much. */
        boolean admits(long bytes) {
            return used.get() + bytes <= limit + limit / 4;
        }

        /** Sets memory aside for a frame that a peer has announced; null if there is none. */
        @Nullable
        AnnouncedFrame reserve(ConnectionToPublisher connection, int size, long bytes, boolean small) {
            settleForgotten();
            if (used.addAndGet(bytes) > (small ? limit + limit / 4 : limit)) {
                used.addAndGet(-bytes);
                return null;
            }
            used.addAndGet(-bytes);
            mine.add(bytes);
            boolean newcomer = connection.isNewcomer();
            if (newcomer) {
                ofNewcomers.add(bytes);
            }
            boolean kept = false;
            try {
                AnnouncedFrame announcement = new AnnouncedFrame(connection, this, size, bytes, newcomer, forgotten);
                announced.add(announcement);
                kept = true;
                return announcement;
            } finally {
                if (!kept) { // The heap is full.
                    mine.add(-bytes);
                    ofNewcomers.add(newcomer ? -bytes : 0);
                }
            }
        }

        /** An announced frame is whole, or was dropped. */
        void settle(AnnouncedFrame announcement, long bytes, boolean newcomerThen) {
            announced.remove(announcement);
            if (newcomerThen) {
                ofNewcomers.add(-bytes);
            }
        }

        /** Bytes that one connection may hold at present before it is left unread. */
        long share(boolean newcomer) {
            long most = newcomer ? limit / 2 : limit;
            long now = newcomer ? Math.max(newcomers.get(), used.get() - limit / 4) : used.get();
            return Math.max(limit / LEAST_SHARE, (most - most / 4 - now) / SHARE);
        }

        /** What there was no memory for. */
        RefusedFrames refused() {
            return refused;
        }

        /** Bytes held, or promised to peers that announced them. */
        long held() {
            return mine.get();
        }

        /** Bytes more are held; fewer if negative. */
        void add(long bytes) {
            mine.add(bytes);
        }

        /** Of these, for connections of which the application has taken nothing yet. */
        void addOfNewcomers(long bytes) {
            ofNewcomers.add(bytes);
        }

        /** The socket is closed: whatever it held is garbage. */
        void close() {
            mine.close();
            ofNewcomers.close();
        }
    }

    /**
     * What one socket has in a sum of all, until it closes. Thread-safe, and without a retry: the first one would make
     * the JVM compile everything around it once more.
     */
    private static final class Part {
        private final AtomicLong sum;
        private final AtomicLong mine = new AtomicLong();
        private volatile boolean closed;

        Part(AtomicLong sum) {
            this.sum = sum;
        }

        void add(long bytes) {
            mine.getAndAdd(bytes);
            sum.getAndAdd(bytes);
            if (closed) { // Before or after what close() took out: nothing stays.
                takeOut();
            }
        }

        long get() {
            return Math.max(0, mine.get());
        }

        void close() {
            closed = true;
            takeOut();
        }

        private void takeOut() {
            sum.getAndAdd(-mine.getAndSet(0));
        }
    }
}
