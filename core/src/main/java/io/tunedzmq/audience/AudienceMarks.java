package io.tunedzmq.audience;

import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sends a mark behind the messages: a request for a report by whoever has taken everything before it, and, once an
 * interval to those who hear nothing else, a sign of life. Confined: guarded by the sending lock; {@link #behindNs}
 * from any thread.
 */
public final class AudienceMarks {
    /** Topics whose last sequences go along with a mark; beacons announce those of more in their own time. */
    private static final int ANNOUNCED_AT_ONCE = 256;

    /** Topics that are announced again in one go, times the subscribers that get them: some 2 MB. */
    private static final int REPEATED_AT_ONCE = 80_000;

    private static final int MOST_REPEATED = 10_000;

    /** Between a mark and one that is wanted soon. */
    private static final long SOON_NS = 100_000_000;

    private static final long LOOK_NS = 1_000;

    /**
     * Of the time between two requests, for each subscriber that has ever reported: to ask it and to hear it costs some
     * 50 us, so all of them cost a CPU about 1 % at most. RTCP bounds its reports in the same way (RFC 3550, section
     * 6.2).
     */
    private static final long SHARE_NS = 5_000_000;

    private static final long SECOND_NS = 1_000_000_000;

    /**
     * After twice the time between two marks a subscriber that has something new to say reports unasked; and it takes a
     * moment.
     */
    private static final long UNASKED = 3;

    private static final int REMEMBERED = 4_096;

    private final ControlFrames controls;
    private final long intervalNs;
    private final RemoteSubscribers subscribers;
    private long nextNs;
    private long lastNs;
    private long askNs;

    /** Where announcing again goes on, if it is too much for one go: index of a topic. */
    private int repeatFrom;

    private boolean often;
    private volatile long mark;

    /** The last mark that the socket took; one after it waits behind a frame that finds no room. */
    private volatile long sent;

    /** When the socket took each of the last marks. */
    private final AtomicLongArray sentNs = new AtomicLongArray(REMEMBERED);

    /** Since when a mark is due and cannot be sent, because a frame before it finds no room; 0: none. */
    private volatile long blockedNs;

    private volatile int everySeconds = 1;

    public AudienceMarks(ControlFrames controls, long intervalNs, RemoteSubscribers subscribers) {
        this.controls = controls;
        this.intervalNs = intervalNs;
        this.subscribers = subscribers;
        nextNs = System.nanoTime();
        lastNs = nextNs;
        askNs = nextNs;
    }

    /** Asks now, and from here on once an interval, however many subscribers there are. */
    public void hurry() {
        often = true;
        nextNs = System.nanoTime();
        askNs = nextNs;
    }

    public boolean isDue(long nowNs) {
        return nowNs - nextNs >= 0 || (subscribers.wantsMarkSoon() && nowNs - lastNs >= SOON_NS);
    }

    /** A mark is due, and a frame that finds no room is before it. */
    public void blocked(long nowNs) {
        if (blockedNs == 0) {
            blockedNs = nowNs;
            subscribers.look(); // Who says now that it has everything must be believed.
        }
    }

    /** Whether a mark that was due could not be sent. */
    public boolean isBlocked() {
        return blockedNs != 0;
    }

    /** The socket has taken everything that was to be sent, the last mark too. */
    public void allSent(long nowNs) {
        long last = mark;
        if (sent != last) {
            sentNs.set((int) (last % REMEMBERED), nowNs);
            sent = last;
        }
    }

    /** Number of the last mark. */
    public long last() {
        return mark;
    }

    public long waitNs(long nowNs) {
        long soonNs = subscribers.wantsMarkSoon() ? lastNs + SOON_NS - nowNs : Long.MAX_VALUE;
        return Math.max(0, Math.min(nextNs - nowNs, soonNs));
    }

    /**
     * What is to be sent now, in this order.
     *
     * @param topics the publisher's, by number
     * @param everybodyHasRoom whether no subscriber is passed over at present
     */
    public List<ByteBuffer> next(List<PublishedTopic> topics, boolean everybodyHasRoom, long nowNs) {
        boolean soon = subscribers.wantsMarkSoon();
        lastNs = nowNs;
        // Each look goes over all topics: with a million of them once a second, whatever the interval.
        nextNs = nowNs + Math.max(intervalNs, topics.size() * LOOK_NS);
        blockedNs = 0;
        if (subscribers.connectedAtAll() == 0) {
            // Nobody can answer. But behind a forwarder that says nothing upstream somebody may listen for signs of
            // life.
            return frames(List.of());
        }
        subscribers.look();
        boolean allHear = subscribers.allGotSomeSinceLastAsked();
        long everyNs = often ? intervalNs : Math.max(intervalNs, subscribers.reporting() * SHARE_NS);
        everySeconds = (int) Math.max(1, everyNs / SECOND_NS);
        askNs = Math.min(askNs - nowNs, everyNs) + nowNs; // Many may have left.
        if (!soon && askNs - nowNs > intervalNs / 2) { // Rather now than at the next turn.
            return allHear ? List.of() : frames(List.of());
        }
        askNs = nowNs + everyNs;
        List<PublishedTopic> news =
                topics.stream().filter(topic -> topic.marked() != topic.sent()).toList();
        List<PublishedTopic> announced = new ArrayList<>();
        if (!news.isEmpty() || subscribers.wantsMarkAgain()) {
            boolean few = news.size() <= ANNOUNCED_AT_ONCE;
            boolean settled = few || topics.stream().allMatch(topic -> topic.announced() == topic.sent());
            settled &= addLacked(announced, topics);
            if (few) {
                announced.addAll(news);
            }
            long number = mark + 1;
            mark = number;
            news.forEach(topic -> topic.markedIn(number));
            subscribers.marked(number, !news.isEmpty(), settled && everybodyHasRoom);
        }
        if (everybodyHasRoom) {
            news.forEach(topic -> topic.marked(topic.sent()));
        }
        return frames(announced);
    }

    /**
     * Adds topics of which somebody may not have heard the last sequence, though it was announced; returns whether
     * these are all.
     */
    private boolean addLacked(List<PublishedTopic> announced, List<PublishedTopic> topics) {
        long since = subscribers.lackedSince();
        List<PublishedTopic> lacked = since == Long.MAX_VALUE
                ? List.of()
                : topics.stream()
                        .filter(topic -> topic.markedIn() > since && topic.marked() == topic.sent())
                        .toList();
        int most = Math.max(
                ANNOUNCED_AT_ONCE,
                Math.min(MOST_REPEATED, REPEATED_AT_ONCE / Math.max(1, subscribers.connectedAtAll())));
        if (lacked.size() <= most) {
            announced.addAll(lacked);
            return true;
        }
        for (int i = 0; i < most; i++) {
            announced.add(lacked.get((repeatFrom + i) % lacked.size()));
        }
        repeatFrom = (repeatFrom + most) % lacked.size();
        return false;
    }

    private List<ByteBuffer> frames(List<PublishedTopic> announced) {
        return controls.mark(announced, mark, everySeconds);
    }

    /**
     * How long an answer has been waited for by whoever has answered a mark, and not the next one.
     *
     * @param lacksSome whether it has not reported everything that was sent: then it is behind also while a mark cannot
     *     be sent
     */
    public long behindNs(long answered, boolean lacksSome, long nowNs) {
        long last = sent;
        if (answered >= last) {
            return lacksSome ? blockedFor(nowNs) : 0;
        }
        long oldest = Math.max(answered + 1, last - REMEMBERED + 2);
        return Math.max(0, nowNs - sentNs.get((int) (oldest % REMEMBERED)));
    }

    /** Not before everybody who keeps up has said so unasked. */
    private long blockedFor(long nowNs) {
        long since = blockedNs;
        long ns = nowNs - since;
        return since == 0 || ns < UNASKED * everySeconds * SECOND_NS ? 0 : ns;
    }
}
