package io.tunedzmq.ledger;

import io.tunedzmq.wire.FrameLayout;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Topics;

/**
 * What publishers say of the last sequences of their topics, so that lost tails are seen. Confined to the receiving
 * thread.
 */
final class LastSequences {
    private final EpochTable epochs;
    private final LedgerTopics topics;
    private final PlausibleLosses losses;

    LastSequences(EpochTable epochs, LedgerTopics topics, PlausibleLosses losses) {
        this.epochs = epochs;
        this.topics = topics;
        this.losses = losses;
    }

    /** Takes a BEACON; returns whether its topic was asked for. */
    boolean beacon(EpochLedger books, FrameReader frame, HeardConnection connection) {
        if (frame.topicNumber() == 0) {
            return true;
        }
        TopicLedger topic = topics.of(books, frame);
        if (topic != null) {
            announced(books, frame.topicNumber(), topic, frame.sequence(), connection);
        }
        return topic != null || topics.wants(frame);
    }

    /** Takes the records of a DIGEST or MARK. */
    void digest(EpochLedger books, FrameReader frame, HeardConnection connection) {
        while (frame.next()) {
            int name = frame.payloadOffset() + Integer.BYTES + Long.BYTES;
            int length = frame.payloadOffset() + frame.payloadLength() - name;
            if (length < 0 || length > Topics.LONGEST) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            long last = (long) FrameLayout.LONG.get(frame.bytes(), frame.payloadOffset() + Integer.BYTES);
            TopicLedger topic = topics.of(books, number, frame.bytes(), name, length);
            if (topic != null) {
                announced(books, number, topic, last, connection);
            }
        }
    }

    /** Takes the record of an ECHO or BASELINE. */
    void baseline(EpochLedger books, FrameReader frame, HeardConnection connection) {
        while (frame.next()) {
            epochs.addBaseline(books, frame);
            if (frame.payloadLength() < Integer.BYTES) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            int end = frame.payloadOffset() + frame.payloadLength();
            for (int at = frame.payloadOffset() + Integer.BYTES; at + Long.BYTES <= end; at += Long.BYTES) {
                TopicLedger topic = books.topic(number++);
                if (topic != null && topic.next != 0) {
                    long last = (long) FrameLayout.LONG.get(frame.bytes(), at);
                    if (!books.isComplete() && topic.connection == connection && last >= topic.next) {
                        // What came before the first answer was meant for others, as where a proxy had subscribed for
                        // those that left as we came.
                        losses.begins(books, topic, last);
                    } else {
                        announced(books, number - 1, topic, last, connection);
                    }
                }
            }
        }
    }

    /** The publisher says what it sent last: what is missing up to there will not come. */
    private void announced(EpochLedger books, int number, TopicLedger topic, long last, HeardConnection connection) {
        if (connection == books.connection() && last >= 0 && last < Long.MAX_VALUE) {
            losses.announced(books, number, topic, last + 1);
            topic.connection = connection;
        } // On a second path it may run ahead of the messages.
    }

    /** What came by way of other books is the publisher's own, and follows what it had sent before. */
    void absorb(EpochLedger books, EpochLedger later) {
        books.mayBeHandedOutElsewhere(later.uncheckedUpTo());
        later.topics().forEach((number, theirs) -> {
            byte[] name = theirs.withNul();
            TopicLedger topic = topics.of(books, number, name, 0, name.length - 1);
            if (theirs.next == 0) {
                return;
            }
            if (topic != null) {
                losses.reach(books, number, topic, theirs.base);
                books.baseline().entered(number, theirs.base, theirs.next);
                topic.next = Math.max(topic.next, theirs.next);
                topic.goesOnAnywhere(false);
                topic.connection = later.connection();
            } else { // There was no room for it.
                books.handsOutUnchecked(number);
            }
        });
        books.absorb(later);
    }
}
