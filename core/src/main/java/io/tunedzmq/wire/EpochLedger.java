package io.tunedzmq.wire;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a subscriber knows of one publisher instance. Confined to the receiving thread. */
final class EpochLedger {
    private static final int UNKNOWN = -1;
    private static final int DENSE = 16;

    private final long epoch;
    /** Topics by number - 1, as far as the numbers are dense; the others stand in the map. */
    private @Nullable TopicLedger[] dense = new TopicLedger[DENSE];

    private final Map<Integer, TopicLedger> sparse = new HashMap<>();
    private int topicCount;

    /** Baseline by topic number - 1: the last sequence before our subscriptions were proven live. */
    private long[] baseline = new long[0];

    private int baselineSize;
    private int topicsAtEcho = UNKNOWN;

    /** Where the baseline came from; null while there is none. */
    private @Nullable PeerConnection echoedBy;

    PeerConnection connection;

    /** The one before that. */
    @Nullable
    PeerConnection before;

    /** Whether it has said its end, or another instance came up in its place: it may be forgotten for a newer one. */
    boolean over;

    /** Whether it has said its end, which it repeats. */
    boolean ended;

    /** When a frame of it came last, by the nano clock. */
    long heardNs;

    /** Messages that came, of frames opened so far. */
    long received;

    /** Messages that never arrived. */
    long dropped;

    /** The last MARK, and the books as they stood when it came until they are reported. */
    long mark;

    ControlTopics.@Nullable Report atMark;

    /** How often it asks for reports at most, and whether it wants one in any case. */
    int everySeconds = 1;

    boolean reportDue = true;
    long reportedNs;

    /** Received or dropped before the echo, and which echo that was. */
    private long early;

    private long echo;

    /** Whether messages came whose sequence could not be checked. */
    boolean incomplete;

    /** When a frame had come last that the last report tells of. */
    long reportedHeardNs;

    /** What the publisher was told last. */
    ControlTopics.@Nullable Report reported;

    EpochLedger(long epoch, PeerConnection connection) {
        this.epoch = epoch;
        this.connection = connection;
    }

    long epoch() {
        return epoch;
    }

    @Nullable
    TopicLedger topic(int number) {
        TopicLedger topic = number >= 1 && number <= dense.length ? dense[number - 1] : null;
        return topic == null && !sparse.isEmpty() ? sparse.get(number) : topic;
    }

    /** Adds a topic not known yet. */
    void put(int number, TopicLedger topic) {
        topicCount++;
        if (number >= 1 && number <= 2L * topicCount + DENSE) { // Whatever a peer claims, no more than twice as long.
            if (number > dense.length) {
                dense = Arrays.copyOf(dense, Math.max(number, 2 * dense.length));
            }
            dense[number - 1] = topic;
        } else {
            sparse.put(number, topic);
        }
    }

    int topicCount() {
        return topicCount;
    }

    /**
     * Adds a part of the baseline: last sequences of consecutive topics. Only the first baseline of an epoch counts.
     *
     * @param most entries that there is room for; topics beyond start at their first message
     */
    void addBaseline(FrameReader frame, int most) {
        if (topicsAtEcho != UNKNOWN || frame.payloadLength() < Integer.BYTES) {
            return;
        }
        int first = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
        int room = Math.min(most, frame.topicNumber() - baselineSize);
        int entries = Math.min(room, (frame.payloadLength() - Integer.BYTES) / Long.BYTES);
        if (first != baselineSize + 1 || entries <= 0) {
            return; // A part is missing, or more comes than was announced.
        }
        if (baselineSize + entries > baseline.length) {
            baseline = Arrays.copyOf(baseline, Math.max(baselineSize + entries, 2 * baseline.length));
        }
        for (int i = 0; i < entries; i++) {
            baseline[baselineSize + i] =
                    (long) FrameLayout.LONG.get(frame.bytes(), frame.payloadOffset() + Integer.BYTES + i * Long.BYTES);
        }
        baselineSize += entries;
    }

    int baselineSize() {
        return baselineSize;
    }

    /** The baseline is complete; topics numbered above {@code topicsSoFar} did not exist yet. */
    void echoed(int topicsSoFar, long number) {
        if (topicsAtEcho == UNKNOWN) {
            topicsAtEcho = topicsSoFar;
            echoedBy = connection;
            early = received + dropped;
            echo = baselineSize == topicsSoFar ? number : 0;
        }
    }

    /** The books as they stand, {@code open} messages not being handed out yet. */
    ControlTopics.Report report(long key, long within, long open) {
        return new ControlTopics.Report(
                key, epoch, incomplete ? 0 : echo, received - open, early, dropped, mark, within);
    }

    /** Since which connection a topic not heard before must be complete. */
    PeerConnection completeSince() {
        return echoedBy == null ? connection : echoedBy;
    }

    /**
     * The sequence from which on a topic not heard before must be complete.
     *
     * @param seen its first sequence that arrived
     */
    long firstExpected(int number, long seen) {
        if (topicsAtEcho == UNKNOWN) {
            return seen;
        }
        if (number > topicsAtEcho) {
            return 1; // Born after we were ready: everything of it was sent to us.
        }
        long last = number <= baselineSize ? baseline[number - 1] : UNKNOWN;
        // Below 0 is made up; and a message older than the baseline is the better baseline.
        return last >= 0 && last < seen ? last + 1 : seen;
    }
}
