package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.wire.BundleReader;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * Enters the messages of frames in the books, of one topic or of a bundle, and tells which of them are new. Confined to
 * the receiving thread, except the counts.
 */
final class LedgerMessages {
    private final LedgerTopics topics;
    private final PlausibleLosses losses;

    /** The books of the messages that were accepted last, and how many of these are in there. */
    private @Nullable EpochLedger last;

    private long inLast;

    private final Counter duplicates = new Counter();
    private final Counter untracked = new Counter();
    private final Counter unwanted = new Counter();

    LedgerMessages(LedgerTopics topics, PlausibleLosses losses) {
        this.topics = topics;
        this.losses = losses;
    }

    /** Enters the messages of a frame; returns those that are to be handed out, null if none is. */
    @Nullable
    AccountedMessages enter(EpochLedger books, FrameReader frame) {
        return frame.kind() == FrameKind.BUNDLE ? bundle(books, frame) : frame(books, frame);
    }

    private @Nullable AccountedMessages frame(EpochLedger books, FrameReader frame) {
        if (frame.topicNumber() == 0 || frame.sequence() == 0) {
            return unchecked(frame, books.connection());
        }
        TopicLedger topic = topics.of(books, frame);
        if (topic == null) {
            if (topics.wants(frame)) {
                books.handsOutUnchecked(frame.topicNumber());
                return unchecked(frame, books.connection());
            }
            unwanted.add(1);
            return null;
        }
        long first = frame.sequence();
        losses.reach(books, frame.topicNumber(), topic, first);
        int old = arrivedBefore(topic, first, frame.count());
        // First: where the heap is full it throws, and what is not in the books then shows as a gap.
        AccountedMessages accepted =
                old < frame.count() ? new AccountedMessages(topic, old, frame.count() - old) : null;
        enter(books, topic, first, frame.count(), old);
        last = books;
        inLast = accepted == null ? 0 : accepted.messages();
        return accepted;
    }

    private static int arrivedBefore(TopicLedger topic, long first, int count) {
        return (int) Math.max(0, Math.min(topic.next, first + count) - first);
    }

    /** Enters messages of a topic into the books; needs no memory. */
    private void enter(EpochLedger books, TopicLedger topic, long first, int count, int old) {
        if (old > 0) {
            duplicates.add(old);
            books.duplicates.add(old);
        }
        topic.next = Math.max(topic.next, first + count);
        topic.connection = books.connection();
        books.received.add(count - old);
    }

    private @Nullable AccountedMessages bundle(EpochLedger books, FrameReader frame) {
        int slots = frame.bundle().slots();
        AccountedMessages accepted = new AccountedMessages(frame.bundle());
        long before = books.received.get();
        try {
            for (int slot = 0; slot < slots; slot++) {
                bundled(books, frame, slot, accepted);
            }
        } catch (OutOfMemoryError e) {
            if (accepted.messages() == 0) {
                throw e;
            } // What is in the books is handed out; what is not then shows as a gap.
        }
        last = books;
        inLast = books.received.get() - before;
        return accepted.messages() == 0 ? null : accepted;
    }

    private void bundled(EpochLedger books, FrameReader frame, int slot, AccountedMessages accepted) {
        BundleReader bundle = frame.bundle();
        TopicLedger topic = topics.of(books, frame, slot);
        if (topic == null) {
            if (topics.wants(bundle, slot)) {
                books.handsOutUnchecked(bundle.number(slot));
            }
            unchecked(frame, slot, books.connection(), accepted);
            return;
        }
        long first = bundle.firstSequence(slot);
        int count = bundle.messages(slot);
        losses.reach(books, bundle.number(slot), topic, first);
        int old = arrivedBefore(topic, first, count);
        enter(books, topic, first, count, old);
        if (old < count) {
            accepted.add(slot, topic, old, count - old);
        }
    }

    /** Hands out what is in no books, if it was asked for. */
    private void unchecked(FrameReader frame, int slot, HeardConnection connection, AccountedMessages accepted) {
        BundleReader bundle = frame.bundle();
        if (!topics.wants(bundle, slot)) {
            unwanted.add(1);
            return;
        }
        TopicLedger topic = LedgerTopics.ledger(frame.bytes(), bundle.name(slot), bundle.nameLength(slot), connection);
        accepted.add(slot, topic, 0, bundle.messages(slot));
        untracked.add(bundle.messages(slot));
    }

    /** What is to be handed out of a frame whose messages are in no epoch's books; null if nothing is. */
    @Nullable
    AccountedMessages unchecked(FrameReader frame, HeardConnection connection) {
        last = null;
        if (frame.kind() == FrameKind.BUNDLE) {
            AccountedMessages accepted = new AccountedMessages(frame.bundle());
            for (int slot = 0; slot < frame.bundle().slots(); slot++) {
                unchecked(frame, slot, connection, accepted);
            }
            return accepted.messages() == 0 ? null : accepted;
        }
        if (!topics.wants(frame)) {
            unwanted.add(1);
            return null;
        }
        TopicLedger topic = LedgerTopics.ledger(frame.bytes(), 0, frame.topicLength() - 1, connection);
        AccountedMessages accepted = new AccountedMessages(topic, 0, frame.count());
        untracked.add(frame.count());
        return accepted;
    }

    /** The books of the messages that were accepted last; null if they are in none. */
    @Nullable
    EpochLedger lastBooks() {
        return last;
    }

    /** How many of those messages are in these books. */
    long inLastBooks() {
        return inLast;
    }

    long duplicates() {
        return duplicates.get();
    }

    /** Messages handed out that are in no books. */
    long untracked() {
        return untracked.get();
    }

    /** Frames, or their parts in a bundle, of topics that nobody asked for. */
    long unwanted() {
        return unwanted.get();
    }
}
