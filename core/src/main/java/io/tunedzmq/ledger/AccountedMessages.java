package io.tunedzmq.ledger;

import io.tunedzmq.wire.BundleReader;
import io.tunedzmq.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/** What of a frame is to be handed out. Confined to the receiving thread. */
public final class AccountedMessages {
    private final @Nullable TopicLedger topic;

    /** Leading records that had arrived before. */
    private final int skip;

    private final @Nullable Slots slots;
    private int messages;

    /** Of a bundle, by slot: the topic, null if nothing of it is handed out; and what of it had arrived before. */
    private static final class Slots {
        final @Nullable TopicLedger[] topics;
        final int[] skips;

        Slots(int count) {
            topics = new TopicLedger[count];
            skips = new int[count];
        }
    }

    /** Of a frame of one topic. */
    AccountedMessages(TopicLedger topic, int skip, int messages) {
        this.topic = topic;
        this.skip = skip;
        this.messages = messages;
        slots = null;
    }

    /** Of a bundle: nothing as yet. */
    AccountedMessages(BundleReader bundle) {
        topic = null;
        skip = 0;
        slots = new Slots(bundle.slots());
    }

    /** So many messages of a slot are to be handed out, behind those that had arrived before. Needs no memory. */
    void add(int slot, TopicLedger its, int old, int count) {
        Slots all = slots;
        if (all != null) {
            all.topics[slot] = its;
            all.skips[slot] = old;
            messages += count;
        }
    }

    /** How many messages that is. */
    public int messages() {
        return messages;
    }

    /** Moves the frame on to the next message that is to be handed out; returns its topic, or null after the last. */
    public @Nullable TopicLedger next(FrameReader frame) {
        Slots all = slots;
        if (all != null) {
            return next(frame, all);
        }
        boolean more = frame.next();
        while (more && frame.index() <= skip) {
            more = frame.next();
        }
        return more ? topic : null;
    }

    private static @Nullable TopicLedger next(FrameReader frame, Slots all) {
        BundleReader bundle = frame.bundle();
        while (frame.next()) {
            TopicLedger its = all.topics[bundle.slot()];
            if (its != null && bundle.index() >= all.skips[bundle.slot()]) {
                return its;
            }
        }
        return null;
    }
}
