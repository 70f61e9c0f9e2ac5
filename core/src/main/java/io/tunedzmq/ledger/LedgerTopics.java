package io.tunedzmq.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tunedzmq.wire.BundleReader;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.TopicFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the topics that frames belong to, and begins the books of those that were asked for. Confined to the receiving
 * thread.
 */
final class LedgerTopics {
    private final TopicFilter filter;
    private final EpochTable epochs;

    LedgerTopics(TopicFilter filter, EpochTable epochs) {
        this.filter = filter;
        this.epochs = epochs;
    }

    boolean wants(FrameReader frame) {
        return filter.wants(frame.topic());
    }

    /**
     * The topic of a frame; null if nobody asked for it, if there is no room, or if its number is that of another one.
     */
    @Nullable
    TopicLedger of(EpochLedger books, FrameReader frame) {
        TopicLedger topic = books.topic(frame.topicNumber());
        if (topic != null) {
            return frame.hasTopic(topic.withNul()) ? topic : null;
        }
        return wants(frame) ? add(books, frame.topicNumber(), frame.bytes(), 0, frame.topicLength() - 1) : null;
    }

    /** The topic of a slot of a bundle, as above. */
    @Nullable
    TopicLedger of(EpochLedger books, FrameReader frame, int slot) {
        BundleReader bundle = frame.bundle();
        TopicLedger topic = books.topic(bundle.number(slot));
        if (topic != null) {
            return bundle.hasTopic(slot, topic.withNul()) ? topic : null;
        }
        return wants(bundle, slot)
                ? add(books, bundle.number(slot), frame.bytes(), bundle.name(slot), bundle.nameLength(slot))
                : null;
    }

    boolean wants(BundleReader bundle, int slot) {
        return filter.wants(bundle.topic(slot));
    }

    /** The topic of a record, as above. */
    @Nullable
    TopicLedger of(EpochLedger books, int number, byte[] bytes, int name, int length) {
        TopicLedger topic = books.topic(number);
        if (topic != null) {
            return isNamed(topic, bytes, name, length) ? topic : null;
        }
        boolean wanted = number > 0 && filter.wants(new String(bytes, name, length, UTF_8));
        return wanted ? add(books, number, bytes, name, length) : null;
    }

    private static boolean isNamed(TopicLedger topic, byte[] bytes, int name, int length) {
        byte[] withNul = topic.withNul();
        return Arrays.equals(withNul, 0, withNul.length - 1, bytes, name, name + length);
    }

    private @Nullable TopicLedger add(EpochLedger books, int number, byte[] bytes, int name, int length) {
        if (!epochs.addTopic(books, TopicLedger.cost(length))) {
            return null;
        }
        TopicLedger topic = ledger(bytes, name, length, books.completeSince());
        books.topics().put(number, topic);
        return topic;
    }

    /** Books of a topic that nobody keeps yet. */
    static TopicLedger ledger(byte[] bytes, int name, int length, HeardConnection connection) {
        byte[] withNul = Arrays.copyOf(Arrays.copyOfRange(bytes, name, name + length), length + 1);
        return new TopicLedger(new String(bytes, name, length, UTF_8), withNul, connection);
    }
}
