package io.tunedzmq.ledger;

import io.tunedzmq.wire.BundleReader;
import io.tunedzmq.wire.FrameReader;

/**
 * Which frames have to wait before they are accounted for, and for what. One publisher can be read over several
 * connections, which lead to one after the other or at the same time; its messages are to be accounted for in order all
 * the same. Confined to the receiving thread.
 */
public final class RouteOrder {
    private final EpochTable epochs;
    private final PlausibleLosses losses;

    RouteOrder(EpochTable epochs, PlausibleLosses losses) {
        this.epochs = epochs;
        this.losses = losses;
    }

    /** Whether the frame comes over the connection that brings all of its publisher's: then it waits for nothing. */
    public boolean flowsOn(FrameReader frame, HeardConnection connection) {
        return epochs.isMain(frame.epoch(), connection);
    }

    /**
     * Whether the frame should wait for a proof, because its epoch is that of a publisher heard over another
     * connection.
     */
    public boolean isUndecided(FrameReader frame, HeardConnection connection, long nowNs) {
        return epochs.undecided(frame.epoch(), connection, nowNs);
    }

    /** Frames of this publisher over this connection do not wait for a proof any longer. */
    public void waitNoMore(FrameReader frame, HeardConnection connection) {
        epochs.waitNoMore(frame.epoch(), connection);
    }

    /**
     * Whether the frame should wait, because it comes over another connection than its publisher's messages so far and
     * leaves something out that may still come over that one: a lost connection can leave messages in its own queue,
     * and a publisher can be connected twice. Or because whether it comes from that publisher is open: then until the
     * other connection has brought all of it, too.
     */
    public boolean mustWait(FrameReader frame, HeardConnection connection) {
        EpochLedger books = epochs.find(frame.epoch(), connection);
        if (books == null || books.connection() == connection || connection.sameAddress(books.connection())) {
            return false;
        }
        boolean isOpen = books != epochs.own(frame.epoch(), connection);
        return switch (frame.kind()) {
            case DATA ->
                frame.sequence() != 0 && isAhead(books, frame.topicNumber(), frame.sequence(), frame.count(), isOpen);
            case BUNDLE -> isAhead(books, frame.bundle(), isOpen);
            case BEACON -> {
                TopicLedger topic = books.topic(frame.topicNumber());
                yield topic != null && frame.sequence() >= topic.next;
            }
            case ECHO, BASELINE, DIGEST, PROBE, END, MARK -> false;
        };
    }

    private static boolean isAhead(EpochLedger books, BundleReader bundle, boolean isOpen) {
        for (int slot = 0; slot < bundle.slots(); slot++) {
            if (isAhead(books, bundle.number(slot), bundle.firstSequence(slot), bundle.messages(slot), isOpen)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAhead(EpochLedger books, int number, long first, int count, boolean isOpen) {
        TopicLedger topic = books.topic(number);
        return topic == null || (isOpen ? first + count > topic.next : first > topic.next);
    }

    /** Whether a frame that had to wait may go on now that nothing more is queued: the other connection is done for. */
    public boolean mayGoOn(FrameReader frame, HeardConnection connection) {
        EpochLedger books = epochs.find(frame.epoch(), connection);
        return books == null || epochs.mayGoOn(books, frame.epoch(), connection);
    }

    /** For how long nothing was left to be read, in all: by this time it is known what does not come. */
    public long quietNs() {
        return epochs.quietNs();
    }

    /** Counts a frame that was discarded because it ran too far ahead of another connection of its publisher. */
    public void tooFarAhead(FrameReader frame, HeardConnection connection) {
        losses.disbelieve(epochs.own(frame.epoch(), connection));
    }
}
