package io.tunedzmq.ledger;

import io.tunedzmq.wire.FrameLayout;
import io.tunedzmq.wire.FrameReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher instance had sent when it answered: from there on everything is sent to us, and what was missed
 * before is a late join. Its first answer counts. Confined to the receiving thread.
 */
final class EpochBaseline {
    private static final int UNKNOWN = -1;

    /** The last sequences by topic number - 1, as far as they came. */
    private long[] last = new long[0];

    private int size;
    private int topicsAtEcho = UNKNOWN;
    private @Nullable HeardConnection echoedBy;
    private long early;
    private long echo;
    private boolean whole;

    /**
     * Adds a part of it: last sequences of consecutive topics.
     *
     * @param most entries that there is room for; topics beyond start at their first message
     */
    void add(FrameReader frame, int most) {
        if (isComplete() || frame.payloadLength() < Integer.BYTES) {
            return;
        }
        int first = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
        int room = Math.min(most, frame.topicNumber() - size);
        int entries = Math.min(room, (frame.payloadLength() - Integer.BYTES) / Long.BYTES);
        if (first != size + 1 || entries <= 0) {
            return; // A part is missing, or more comes than was announced.
        }
        if (size + entries > last.length) {
            last = Arrays.copyOf(last, Math.max(size + entries, 2 * last.length));
        }
        for (int i = 0; i < entries; i++) {
            last[size + i] =
                    (long) FrameLayout.LONG.get(frame.bytes(), frame.payloadOffset() + Integer.BYTES + i * Long.BYTES);
        }
        size += entries;
    }

    /**
     * It is complete; topics numbered above {@code topicsSoFar} did not exist yet.
     *
     * @param number of the echo
     * @param accountedFor messages received or dropped so far
     */
    void complete(int topicsSoFar, long number, long accountedFor, HeardConnection connection) {
        topicsAtEcho = topicsSoFar;
        echoedBy = connection;
        early = accountedFor;
        echo = number;
        whole = size == topicsSoFar;
    }

    /** Of the messages accounted for so far, some of this topic were sent after the echo: another way brought them. */
    void ranAhead(int number, TopicLedger topic) {
        early -= Math.max(0, topic.next - Math.max(topic.base, of(number) + 1));
    }

    boolean isComplete() {
        return topicsAtEcho != UNKNOWN;
    }

    /** Entries kept. */
    int size() {
        return size;
    }

    /** Where it came from; null while it is not complete. */
    @Nullable
    HeardConnection echoedBy() {
        return echoedBy;
    }

    /** The number of the echo that brought it; 0 if there is none. */
    long echo() {
        return echo;
    }

    /** Whether it is complete and no part is missing. */
    boolean isWhole() {
        return whole;
    }

    /** How many messages were received or dropped that had been sent before that echo. */
    long early() {
        return early;
    }

    /** Messages of a topic were entered that had come by way of other books. */
    void entered(int number, long first, long after) {
        long baseline = of(number);
        if (isComplete() && baseline >= first) {
            early += Math.min(baseline + 1, after) - first;
        }
    }

    /**
     * The sequence from which on a topic not heard before must be complete.
     *
     * @param seen its first sequence that arrived
     */
    long firstExpected(int number, long seen) {
        if (!isComplete()) {
            return seen; // A late join.
        }
        if (number > topicsAtEcho) {
            return 1; // Born after we were ready: everything of it was sent to us.
        }
        long baseline = of(number);
        // Below 0 is made up; and a message older than the baseline is the better baseline.
        return baseline >= 0 && baseline < seen ? baseline + 1 : seen;
    }

    private long of(int number) {
        return number >= 1 && number <= size ? last[number - 1] : UNKNOWN;
    }
}
