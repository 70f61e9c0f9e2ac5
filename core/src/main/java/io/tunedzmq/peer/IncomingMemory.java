package io.tunedzmq.peer;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what all subscribers of a context hold of frames that have arrived, or were announced, and that no application has taken yet.
 * Thread-safe.
 *
 * <p>A frame that was announced has its whole memory before its first byte has come: JeroMQ's decoder knows no other way. So large
 * announcements are refused when they do not fit. What is queued is bounded by leaving a connection unread that holds more than its
 * share: then TCP holds its sender back, and nothing is lost.
 */
public final class IncomingMemory {
    /**
     * A connection is left unread when it holds this part of what is free of three quarters: so these are never used up, however many
     * applications do not read.
     */
    private static final int SHARE = 4;

    /** And the last quarter is for those that do: so much each may hold in any case. */
    private static final int LEAST_SHARE = 1_024;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong unproven = new AtomicLong();

    /** Large frames that are under way, and those whose connection JeroMQ has forgotten. */
    private final Set<Announcement> announced = ConcurrentHashMap.newKeySet();

    private final ReferenceQueue<IncomingPeer> forgotten = new ReferenceQueue<>();

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

    /** Bytes that one connection may hold at present before it is left unread. */
    long share() {
        return Math.max(limit / LEAST_SHARE, (limit - limit / 4 - used.get()) / SHARE);
    }

    /** Cuts connections whose large frames do not come on, if memory is short. To be called now and then, by one thread at a time. */
    public void look(long nowNs) {
        settleForgotten();
        if (used.get() > limit / 2) {
            announced.forEach(each -> each.cutIfStalled(nowNs));
        }
    }

    private void settleForgotten() {
        for (Object each = forgotten.poll(); each != null; each = forgotten.poll()) {
            ((Announcement) each).dropped();
        }
    }

    /** The books of one socket. Thread-safe. */
    Account open() {
        return new Account();
    }

    final class Account {
        private static final long CLOSED = Long.MIN_VALUE;

        private final AtomicLong held = new AtomicLong();

        /**
         * Sets memory aside for a frame that a peer has announced.
         *
         * @return null if there is none: connections of which no message has come yet share a half of all
         */
        @Nullable
        Announcement reserve(IncomingPeer peer, int size, long bytes) {
            settleForgotten();
            boolean proven = peer.proven();
            if (used.addAndGet(bytes) > limit) {
                used.addAndGet(-bytes);
                return null;
            }
            if (!proven && unproven.addAndGet(bytes) > limit / 2) {
                unproven.addAndGet(-bytes);
                used.addAndGet(-bytes);
                return null;
            }
            used.addAndGet(-bytes);
            add(bytes);
            Announcement announcement = new Announcement(peer, this, size, bytes, !proven, forgotten);
            announced.add(announcement);
            return announcement;
        }

        /** An announced frame is whole, or was dropped. */
        void settle(Announcement announcement, long bytes, boolean unprovenThen) {
            announced.remove(announcement);
            if (unprovenThen) {
                unproven.addAndGet(-bytes);
            }
        }

        /** Bytes that a connection may hold that cannot be left unread. */
        long most() {
            return limit / 2;
        }

        /** See {@link IncomingMemory#share()}. */
        long share() {
            return IncomingMemory.this.share();
        }

        /** Bytes more are held; fewer if negative. Nothing once it is closed. */
        void add(long bytes) {
            while (true) {
                long before = held.get();
                if (before == CLOSED) {
                    return;
                }
                if (held.compareAndSet(before, before + bytes)) {
                    used.addAndGet(bytes);
                    return;
                }
            }
        }

        /** The socket is closed: whatever it held is garbage. */
        void close() {
            long before = held.getAndSet(CLOSED);
            if (before != CLOSED) {
                used.addAndGet(-before);
            }
        }
    }
}
