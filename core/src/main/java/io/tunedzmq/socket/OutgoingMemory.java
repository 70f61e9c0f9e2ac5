package io.tunedzmq.socket;

import io.tunedzmq.internal.Text;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One budget for what all publishers of a context have queued. When it is used up, publishers with {@code drop()} give up their
 * oldest frames, which are those that the slowest subscribers have not taken; publishers with {@code block()} find no room. Thread-safe.
 *
 * <p>In the books is every frame that was sent and that a subscriber has yet to take. Besides, each connection holds the one frame
 * that it is writing, and each publisher what it gathers. The books may be above the budget by one frame of each sending thread.
 *
 * <p><b>Lost connections.</b> What was in the pipe of a connection that broke is garbage, but nobody says so. With {@code drop()} that does
 * no harm: it grows old and is given up. With {@code block()} it would keep the publisher waiting for ever. So when there is no room, a
 * frame is excused, that is taken out of the books, if no more subscribers have yet to take it than connections were lost since it
 * was sent. That can be wrong: the connections lost may have been others, which had taken it. What was excused is therefore watched by weak
 * references, which end when it is garbage indeed, and is half of the budget at most. When that is used up a collection is asked for.
 */
final class OutgoingMemory implements Housekeeper.Chore {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.Publisher");

    private static final long EXCUSE_EVERY_NS = 10_000_000;
    private static final long COLLECT_EVERY_NS = 10_000_000_000L;
    private static final long LOOK_NS = 250_000_000;
    private static final long OVER_AFTER_NS = 5_000_000_000L;
    private static final long LOG_EVERY_NS = 60_000_000_000L;

    /** Room is made for some frames at once: to find the oldest of many publishers takes a while. */
    private static final int SLICES = 256;

    /** A frame that is not kept: it leaves the books when it is garbage, if not before. */
    private static final class WeakPlace extends WeakReference<OutgoingFrame> implements OutgoingFrame.Place {
        private final Set<WeakPlace> all;
        private final AtomicLong account;
        private final long cost;
        private final AtomicBoolean gone = new AtomicBoolean();

        WeakPlace(
                OutgoingFrame frame, ReferenceQueue<OutgoingFrame> collected, Set<WeakPlace> all, AtomicLong account) {
            super(frame, collected);
            this.all = all;
            this.account = account;
            cost = frame.cost();
            all.add(this);
        }

        @Override
        public void left() {
            if (gone.compareAndSet(false, true)) {
                account.addAndGet(-cost);
                all.remove(this);
            }
        }
    }

    private final long limit;
    private final Runnable wakeHousekeeper;
    private final AtomicLong droppable = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong excused = new AtomicLong();
    private final LongAdder givenUp = new LongAdder();
    private final List<Backlog> backlogs = new CopyOnWriteArrayList<>();
    private final ReferenceQueue<OutgoingFrame> collected = new ReferenceQueue<>();
    private final Set<WeakPlace> weakPlaces = ConcurrentHashMap.newKeySet();
    private final ReentrantLock making = new ReentrantLock();

    private long excusedAtNs = System.nanoTime() - EXCUSE_EVERY_NS; // guarded by making
    private volatile boolean collectionWanted;

    // What is to be told.
    private volatile @Nullable Backlog pressed;
    private volatile long pressedAtNs;

    // Of the housekeeper.
    private long collectedAtNs = System.nanoTime() - COLLECT_EVERY_NS;
    private long lostAtCollection;
    private boolean pressing;
    private boolean told;
    private long toldAtNs = System.nanoTime() - LOG_EVERY_NS;
    private long givenUpTold;

    OutgoingMemory(long limit, Runnable wakeHousekeeper) {
        this.limit = limit;
        this.wakeHousekeeper = wakeHousekeeper;
    }

    /** A page for a publisher; see {@link Backlog}. */
    Backlog open(boolean drops, Supplier<String> name, long epoch, LongSupplier clock, LongSupplier disconnects) {
        Backlog backlog = new Backlog(this, drops, drops ? droppable : kept, name, epoch, clock, disconnects);
        backlogs.add(backlog);
        return backlog;
    }

    /** Bytes in the books. */
    long bytes() {
        return Math.max(0, droppable.get()) + Math.max(0, kept.get());
    }

    long limit() {
        return limit;
    }

    /** Messages that were given up, each counted for every subscriber that had not taken it. */
    long givenUp() {
        return givenUp.sum();
    }

    void givenUp(long messages) {
        givenUp.add(messages);
    }

    OutgoingFrame.Place weakPlace(OutgoingFrame frame, AtomicLong account) {
        return new WeakPlace(frame, collected, weakPlaces, account);
    }

    /** Whether a publisher that waits may send a frame. */
    boolean hasRoom(Backlog backlog) {
        long now = kept.get();
        if (now <= limit - limit / 4 || now <= share()) {
            return true;
        }
        press(backlog);
        if (making.tryLock()) {
            try {
                dropCollected();
                excuseLost();
            } finally {
                making.unlock();
            }
        }
        return kept.get() <= share();
    }

    /** Of those that wait for room. A quarter stays for publishers that drop, whose newest frames would be lost otherwise. */
    private long share() {
        return backlogs.stream().anyMatch(Backlog::droppable) ? limit - limit / 4 : limit;
    }

    /** Called after each frame; gives up what is too much. Cheap while nothing is. */
    void makeRoom(Backlog backlog) {
        if (droppable.get() + kept.get() <= limit || !making.tryLock()) {
            return; // Or another thread does it.
        }
        try {
            dropCollected();
            boolean freed = true;
            while (freed && bytes() > limit) {
                freed = expireOldest(bytes() - limit + limit / SLICES);
                if (freed) {
                    press(backlog);
                }
            }
        } finally {
            making.unlock();
        }
    }

    private boolean expireOldest(long most) {
        Backlog oldest = null;
        long oldestNs = 0;
        for (Backlog backlog : backlogs) {
            Long ns = backlog.droppable() ? backlog.oldestNs() : null;
            if (ns != null && (oldest == null || ns - oldestNs < 0)) {
                oldest = backlog;
                oldestNs = ns;
            }
        }
        if (oldest == null) {
            return false;
        }
        if (oldest.expire(Math.min(most, limit / SLICES + 1)) > 0) {
            return true;
        }
        // All of that one are on their way at this moment.
        return backlogs.stream().anyMatch(each -> each.droppable() && each.expire(most) > 0);
    }

    private void excuseLost() {
        long nowNs = System.nanoTime();
        if (nowNs - excusedAtNs >= EXCUSE_EVERY_NS) {
            excusedAtNs = nowNs;
            backlogs.stream().filter(each -> !each.droppable()).forEach(Backlog::excuse);
        }
    }

    /** Takes a frame out of the books that may be garbage, unless that were too much. */
    boolean excuse(OutgoingFrame frame) {
        if (excused.get() + frame.cost() > limit / 2) {
            collectionWanted = true;
            return false;
        }
        if (frame.excuse()) {
            excused.addAndGet(frame.cost());
            OutgoingFrame.Place unused = weakPlace(frame, excused);
        }
        return true;
    }

    private void dropCollected() {
        Reference<? extends OutgoingFrame> reference = collected.poll();
        while (reference != null) {
            ((WeakPlace) reference).left();
            reference = collected.poll();
        }
    }

    private void press(Backlog backlog) {
        pressedAtNs = System.nanoTime();
        if (pressed == null) {
            pressed = backlog;
            wakeHousekeeper.run();
        }
    }

    // The housekeeper.

    @Override
    public long work(long nowNs) {
        dropCollected();
        backlogs.removeIf(each -> each.isOver(nowNs));
        collectIfWanted(nowNs);
        tell(nowNs);
        return LOOK_NS;
    }

    private void collectIfWanted(long nowNs) {
        if (!collectionWanted || nowNs - collectedAtNs < COLLECT_EVERY_NS) {
            return;
        }
        collectionWanted = false;
        long lost = backlogs.stream().mapToLong(Backlog::disconnects).sum();
        if (lost != lostAtCollection) {
            lostAtCollection = lost;
            collectedAtNs = nowNs;
            System.gc(); // As the JDK does where memory outside the heap is used up by what may be garbage.
            dropCollected();
        }
    }

    private void tell(long nowNs) {
        Backlog by = pressed;
        if (by == null) {
            return;
        }
        if (!pressing) {
            pressing = true;
            told = nowNs - toldAtNs >= LOG_EVERY_NS;
            if (told) {
                toldAtNs = nowNs;
                log.warn(
                        "publishers have queued all that they may: {} of {}, half of the memoryBudget; the publisher at {} {}. Raise "
                                + "memoryBudget(bytes) and with it -Xmx, or publish less than the slowest subscribers take",
                        Text.memory(bytes()),
                        Text.memory(limit),
                        by.name(),
                        by.droppable()
                                ? "gives up the oldest messages for subscribers that have not taken them, which count them as dropped"
                                : "waits for the slowest subscriber");
            }
        } else if (nowNs - pressedAtNs >= OVER_AFTER_NS) {
            pressing = false;
            pressed = null;
            if (told) {
                long now = givenUp();
                log.info(
                        "publishers have queued less than they may again: {} of {}; {} messages were given up",
                        Text.memory(bytes()),
                        Text.memory(limit),
                        Text.grouped(now - givenUpTold));
                givenUpTold = now;
            }
        }
    }
}
