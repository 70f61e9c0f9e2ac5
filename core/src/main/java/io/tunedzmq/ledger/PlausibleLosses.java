package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.stats.Gap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what was lost from what cannot be. Confined to the receiving thread, except the counts. */
final class PlausibleLosses {
    private final Consumer<Gap> onGap;
    private final PlausibleReach plausible = new PlausibleReach();
    private final Counter dropped = new Counter();
    private final Counter gaps = new Counter();
    private final Counter implausible = new Counter();

    PlausibleLosses(Consumer<Gap> onGap) {
        this.onGap = onGap;
    }

    void now(long nowNs) {
        plausible.now(nowNs);
    }

    /** A message stands at this sequence: what is missing before it will not come. */
    void reach(EpochLedger books, int number, TopicLedger topic, long sequence) {
        if (topic.next == 0) {
            topic.startAt(books.firstExpected(number, sequence));
        }
        if (sequence > topic.next) {
            if (topic.goesOnAnywhere()) {
                topic.startAt(sequence);
            } else if (plausible.reaches(topic.base, sequence)) {
                gap(books, topic, sequence);
            } else {
                disbelieve(books);
                topic.startAt(sequence); // Odd, but to be heard.
            }
        }
    }

    /** The publisher says that it has sent everything before this sequence. */
    void announced(EpochLedger books, int number, TopicLedger topic, long after) {
        long base = topic.next == 0 ? books.firstExpected(number, after) : topic.base;
        if (plausible.reaches(base, after)) {
            reach(books, number, topic, after);
        } else {
            disbelieve(books); // There is no message of it, so it is no new beginning either.
        }
    }

    /** The topic begins anew behind this sequence; what is missing up to there was never sent to us. */
    void begins(EpochLedger books, TopicLedger topic, long last) {
        if (last < Long.MAX_VALUE && plausible.reaches(topic.base, last + 1)) {
            topic.next = last + 1;
        } else {
            disbelieve(books);
        }
    }

    private void gap(EpochLedger books, TopicLedger topic, long found) {
        long count = Math.min(found - topic.next, Long.MAX_VALUE - dropped.get());
        // First: where the heap is full it throws, and the gap is found by the next message.
        Gap gap = new Gap(topic.topic(), books.epoch(), topic.next, count, topic.connection != books.connection());
        dropped.add(count);
        books.dropped.add(count);
        gaps.add(1);
        topic.next = found;
        onGap.accept(gap);
    }

    /** Counts a frame that is not believed. */
    void disbelieve(@Nullable EpochLedger books) {
        implausible.add(1);
        if (books != null) {
            books.implausible.add(1);
        }
    }

    long dropped() {
        return dropped.get();
    }

    long gaps() {
        return gaps.get();
    }

    long implausible() {
        return implausible.get();
    }
}
