package io.tunedzmq.publish;

import io.tunedzmq.internal.Deques;
import io.tunedzmq.internal.Text;
import io.tunedzmq.jeromq.Housekeeper;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.wire.ControlFrames;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One budget for what all publishers of a context have queued. When it is used up, publishers with {@code drop()} give
 * up their oldest frames, which are those that the slowest subscribers have not taken; publishers with {@code block()}
 * find no room. Thread-safe.
 *
 * <p>In the books is every frame that was sent and that a subscriber has yet to take. Besides, each connection holds
 * the one frame that it is writing, and each publisher what it gathers. The books may be above the budget by some
 * frames of each sending thread, and by a quarter where publishers with {@code block()} wait for each other.
 *
 * <p><b>Lost connections.</b> What was in the pipe of a connection that broke is garbage, but nobody says so; it leaves
 * the books when it is collected. With {@code drop()} that does no harm: should it take long, it grows old and is given
 * up. With {@code block()} it would keep the publisher waiting. So when there is no room, a frame is excused, that is
 * taken out of the books, if no more subscribers have yet to take it than connections were lost since it was sent. That
 * can be wrong: the connections lost may have been others, which had taken it. What was excused is therefore watched
 * further, and is half of the budget at most. When that is used up a collection is asked for.
 *
 * <p><b>Cost.</b> A backlog is granted some more than it has, and asks again when that is used up: frames are small,
 * and to count each of them in one place would take longer than to send it.
 */
public final class OutgoingMemory implements Housekeeper.Chore {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.Publisher");

    private static final long EXCUSE_EVERY_NS = 10_000_000;
    private static final long COLLECT_EVERY_NS = 1_000_000_000;
    private static final long LOOK_NS = 250_000_000;
    private static final long OVER_AFTER_NS = 5_000_000_000L;
    private static final long LOG_EVERY_NS = 60_000_000_000L;

    /** Room is made for some frames at once: to find the oldest of many publishers takes a while. */
    private static final int SLICES = 256;

    private static final long MOST_GRANTED = 256 << 10;

    /** For answers that nobody has taken yet, of what all may hold; else one who takes none would fill it with them. */
    private static final int SHARE_OF_ANSWERS = 4;

    private final long limit;
    private final UnreadEchoes unreadEchoes;
    private final Runnable wakeHousekeeper;
    private final AtomicLong droppable = new AtomicLong(); // Granted.
    private final AtomicLong kept = new AtomicLong();
    private final LongAdder givenUp = new LongAdder();
    private final List<PublishBacklog> backlogs = new CopyOnWriteArrayList<>();
    private final ReentrantLock making = new ReentrantLock();

    // Guarded by making.
    private long excusedAtNs = System.nanoTime() - EXCUSE_EVERY_NS;
    private final ArrayDeque<BacklogFrame> excused = new ArrayDeque<>();
    private long excusedBytes;

    private volatile boolean collectionWanted;

    // What is to be told.
    private volatile @Nullable PublishBacklog pressed;
    private volatile long pressedAtNs;
    private volatile long pressedBytes;

    // Of the housekeeper.
    private long collectedAtNs = System.nanoTime() - COLLECT_EVERY_NS;
    private long lostAtCollection;
    private boolean pressing;
    private boolean told;
    private long toldAtNs = System.nanoTime() - LOG_EVERY_NS;
    private long givenUpTold;

    OutgoingMemory(long limit, Runnable wakeHousekeeper) {
        this.limit = limit;
        unreadEchoes = new UnreadEchoes(limit / SHARE_OF_ANSWERS);
        this.wakeHousekeeper = wakeHousekeeper;
    }

    /** The books of a context. */
    public static OutgoingMemory of(JeromqServices services, long limit) {
        OutgoingMemory memory = new OutgoingMemory(limit, services.housekeeper()::wakeup);
        services.housekeeper().add(memory);
        return memory;
    }

    /** A page for a publisher; see {@link PublishBacklog}. */
    PublishBacklog open(boolean drops, Supplier<String> name, ControlFrames controls, LongSupplier disconnects) {
        PublishBacklog backlog = new PublishBacklog(this, drops, name, controls, disconnects);
        backlogs.add(backlog);
        return backlog;
    }

    /** Bytes in the books: of what all publishers together have queued. */
    public long bytes() {
        long sum = 0;
        for (PublishBacklog backlog : backlogs) {
            backlog.tidy(MOST_GRANTED);
            sum += backlog.bytes();
        }
        return Math.max(0, sum);
    }

    long limit() {
        return limit;
    }

    UnreadEchoes unreadEchoes() {
        return unreadEchoes;
    }

    /** Messages that were given up, each counted for every subscriber that had not taken it. */
    public long givenUp() {
        return givenUp.sum();
    }

    void givenUp(long messages) {
        givenUp.add(messages);
    }

    /** Whether a publisher that waits may send a frame. */
    boolean hasRoom(PublishBacklog backlog) {
        long now = kept.get();
        if (now <= limit - limit / 4 || now <= share() || backlog.bytes() <= leastOfEach()) {
            return true;
        }
        press(backlog);
        if (making.tryLock()) {
            try {
                long nowNs = System.nanoTime();
                if (nowNs - excusedAtNs >= EXCUSE_EVERY_NS) {
                    excusedAtNs = nowNs;
                    forgetExcused();
                    backlogs.stream().filter(each -> !each.droppable()).forEach(each -> {
                        each.sweep();
                        each.excuse();
                        post(each, 0);
                    });
                } else {
                    backlog.tidy(MOST_GRANTED);
                    post(backlog, 0);
                }
            } finally {
                making.unlock();
            }
        }
        return kept.get() <= share();
    }

    /**
     * So much each publisher may have queued in any case: what one waits for may be a message of another, as where a
     * thread publishes what it receives from the first.
     */
    private long leastOfEach() {
        return limit / 4 / Math.max(1, backlogs.size());
    }

    /**
     * Of those that wait for room. A quarter stays for publishers that drop, whose newest frames would be lost
     * otherwise.
     */
    private long share() {
        return backlogs.stream().anyMatch(PublishBacklog::droppable) ? limit - limit / 4 : limit;
    }

    /** A backlog has more than it was granted; gives up what is too much of all together. */
    void grant(PublishBacklog backlog) {
        backlog.tidy(MOST_GRANTED);
        long used = droppable.get() + kept.get();
        post(backlog, Math.max(0, Math.min(MOST_GRANTED, (limit - used) / 16)));
        if (isOverLimit()) {
            making.lock(); // Whoever went on while another thread makes room would fill the heap faster than that does.
            try {
                if (isOverLimit()) {
                    makeRoom(backlog);
                }
            } finally {
                making.unlock();
            }
        }
    }

    private boolean isOverLimit() {
        return droppable.get() + kept.get() > limit;
    }

    private void makeRoom(PublishBacklog by) {
        for (PublishBacklog each : backlogs) {
            each.tidy(MOST_GRANTED);
            post(each, 0);
        }
        boolean freed = true;
        while (freed && isOverLimit()) {
            long givenUpBefore = givenUp();
            freed = expireOldest(droppable.get() + kept.get() - limit + limit / SLICES);
            if (givenUp() != givenUpBefore) { // Else what lost connections had queued.
                press(by);
            }
        }
    }

    private void post(PublishBacklog backlog, long more) {
        long change = backlog.grant(more);
        (backlog.droppable() ? droppable : kept).addAndGet(change);
    }

    private boolean expireOldest(long most) {
        PublishBacklog oldest = null;
        long oldestNs = 0;
        for (PublishBacklog backlog : backlogs) {
            Long ns = backlog.droppable() ? backlog.oldestNs() : null;
            if (ns != null && (oldest == null || ns - oldestNs < 0)) {
                oldest = backlog;
                oldestNs = ns;
            }
        }
        if (oldest == null) {
            return false;
        }
        // If all of that one are on their way at this moment, of any.
        return expire(oldest, Math.min(most, limit / SLICES + 1))
                || backlogs.stream().anyMatch(each -> each.droppable() && expire(each, most));
    }

    private boolean expire(PublishBacklog backlog, long most) {
        boolean freed = backlog.expire(most) > 0;
        post(backlog, 0);
        return freed;
    }

    /** Whether a frame that may be garbage may leave the books: not if that were too much. */
    boolean excuse(BacklogFrame frame) {
        if (excusedBytes + frame.cost > limit / 2) {
            collectionWanted = true;
            return false;
        }
        Deques.add(excused, frame);
        excusedBytes += frame.cost;
        return true;
    }

    private void forgetExcused() {
        excused.removeIf(loose -> {
            boolean over = loose.isOver();
            excusedBytes -= over ? loose.cost : 0;
            return over;
        });
    }

    private void press(PublishBacklog backlog) {
        pressedAtNs = System.nanoTime();
        if (pressed == null) {
            pressedBytes = droppable.get() + kept.get();
            pressed = backlog;
            wakeHousekeeper.run();
        }
    }

    // The housekeeper.

    @Override
    public long work(long nowNs) {
        backlogs.removeIf(each -> {
            each.sweep();
            boolean over = each.isOver(nowNs);
            post(each, 0);
            return over;
        });
        collectIfWanted(nowNs);
        tell(nowNs);
        return LOOK_NS;
    }

    private void collectIfWanted(long nowNs) {
        if (!collectionWanted || nowNs - collectedAtNs < COLLECT_EVERY_NS) {
            return;
        }
        collectionWanted = false;
        long lost = backlogs.stream().mapToLong(PublishBacklog::disconnects).sum();
        if (lost != lostAtCollection) {
            lostAtCollection = lost;
            collectedAtNs = nowNs;
            System.gc(); // As the JDK does where memory outside the heap is used up by what may be garbage.
        }
    }

    private void tell(long nowNs) {
        PublishBacklog by = pressed;
        if (by == null) {
            return;
        }
        if (!pressing) {
            pressing = true;
            told = nowNs - toldAtNs >= LOG_EVERY_NS;
            if (told) {
                toldAtNs = nowNs;
                log.warn(
                        "publishers have queued all that they may: {} of {}, half of the memoryBudget; the publisher {} {}. Raise "
                                + "memoryBudget(bytes) and with it -Xmx, or publish less than the slowest subscribers take",
                        Text.memory(pressedBytes),
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
