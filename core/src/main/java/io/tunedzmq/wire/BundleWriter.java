package io.tunedzmq.wire;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Builds one bundle: messages of many topics in the order in which they came. Confined: guarded by the lock of the
 * {@link FrameGatherer}.
 *
 * <p>It is used for one bundle after the other, of any group, and each is copied when it is sealed: bundles differ in
 * length, and to make a new array for each costs more, as that is cleared, grows, and is mostly too long in the end.
 *
 * <p>A record begins with the slot of its topic. The first one of a slot defines it: with the number of the topic, the
 * sequence of this message and the name; so each bundle can be read without any other. The messages of a topic in a
 * bundle have consecutive sequences.
 */
final class BundleWriter {
    static final int SLOT = Short.BYTES;

    /** Number, sequence and length of the name. */
    static final int DEFINITION = Integer.BYTES + Long.BYTES + Short.BYTES;

    static final int MOST_SLOTS = 1 << Short.SIZE;

    /** A topic's place is the number of the bundle and then the slot: so nothing is to be cleared for the next. */
    private static final int SLOT_BITS = 16;

    private static final int FIRST_ROOM = 4_096;
    private static final int FIRST_SLOTS = 64;
    private static final int[] NONE = {};
    private static final byte[] NO_OTHERS = {};

    private @Nullable BundleGroup group;
    private int header;
    private long bundle;
    private byte[] bytes = new byte[FIRST_ROOM];
    private int size;
    private int count;
    private PublishedTopic[] topics = new PublishedTopic[FIRST_SLOTS];
    private long[] last = new long[FIRST_SLOTS];
    private int[] messages = new int[FIRST_SLOTS];
    private boolean shared;
    private int slots;
    private long routesVersion;

    /**
     * Begins another bundle, in which no topic has a slot yet.
     *
     * @param number of the bundle, above 0, which no other one of the publisher has
     */
    void begin(BundleGroup of, long number) {
        byte[] name = of.topicWithNul();
        System.arraycopy(name, 0, bytes, 0, name.length);
        group = of;
        header = name.length;
        bundle = number;
        size = header + FrameLayout.HEADER;
        count = 0;
        slots = 0;
        shared = false;
        routesVersion = Long.MAX_VALUE;
    }

    /**
     * The slot of a topic; -1 if it has none.
     *
     * @param way which of the topic's bundles this is
     */
    int slot(PublishedTopic topic, int way) {
        long place = topic.places[way];
        return place >>> SLOT_BITS == bundle ? (int) (place & (MOST_SLOTS - 1)) : -1;
    }

    /** Bytes of the record that the message would be. */
    int recordBytes(PublishedTopic topic, int way, int length) {
        int definition = slot(topic, way) < 0 ? DEFINITION + topic.withNul().length - 1 : 0;
        return FrameWriter.recordBytes(SLOT + definition + length);
    }

    /** Whether the message fits, so that the frame is no longer than this. */
    boolean hasRoom(PublishedTopic topic, int way, int length, int frameLimit) {
        return size + recordBytes(topic, way, length) <= frameLimit && slots < MOST_SLOTS;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether a topic of it is in bundles of other groups, too. */
    boolean isShared() {
        return shared;
    }

    /** Has room for the message: what follows needs no memory. */
    void reserve(PublishedTopic topic, int way, int length) {
        int end = Math.addExact(size, recordBytes(topic, way, length));
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        if (slots == topics.length) {
            PublishedTopic[] more = Arrays.copyOf(topics, 2 * slots);
            long[] moreLast = Arrays.copyOf(last, 2 * slots);
            messages = Arrays.copyOf(messages, 2 * slots);
            last = moreLast;
            topics = more;
        }
    }

    /** Appends a message for which there is room. */
    void append(PublishedTopic topic, int way, long sequence, byte[] payload, int offset, int length) {
        shared |= topic.route.length > 1;
        int known = slot(topic, way);
        int slot = known < 0 ? slots++ : known;
        int record = recordBytes(topic, way, length) - FrameLayout.RECORD_LENGTH;
        FrameLayout.INT.set(bytes, size, record);
        int at = size + FrameLayout.RECORD_LENGTH;
        FrameLayout.SHORT.set(bytes, at, (short) slot);
        at += SLOT;
        if (known < 0) {
            byte[] name = topic.withNul();
            FrameLayout.INT.set(bytes, at, topic.number());
            FrameLayout.LONG.set(bytes, at + Integer.BYTES, sequence);
            FrameLayout.SHORT.set(bytes, at + Integer.BYTES + Long.BYTES, (short) (name.length - 1));
            System.arraycopy(name, 0, bytes, at + DEFINITION, name.length - 1);
            at += DEFINITION + name.length - 1;
            topics[slot] = topic;
            messages[slot] = 0;
            topic.places[way] = bundle << SLOT_BITS | slot;
        }
        System.arraycopy(payload, offset, bytes, at, length);
        size = at + length;
        last[slot] = sequence;
        routesVersion = Math.min(routesVersion, topic.routesVersion);
        messages[slot]++;
        count++;
    }

    /** In how many bundles each topic is. */
    private byte[] bundles() {
        byte[] each = new byte[slots];
        for (int slot = 0; slot < slots; slot++) {
            each[slot] = (byte) topics[slot].route.length; // Another route would have sealed it before.
        }
        return each;
    }

    int size() {
        return size;
    }

    /** Topics in it. */
    int slots() {
        return slots;
    }

    PublishedTopic topic(int slot) {
        return topics[slot];
    }

    /** Messages of a topic in it. */
    int messages(int slot) {
        return messages[slot];
    }

    /**
     * The frame with its header filled in; needs memory.
     *
     * @param standIn see {@link SealedFrame}
     */
    SealedFrame seal(long epoch, long timeNs, ByteBuffer standIn) {
        BundledTopics bundled = new BundledTopics(
                requireNonNull(group),
                Arrays.copyOf(topics, slots),
                Arrays.copyOf(last, slots),
                shared ? Arrays.copyOf(messages, slots) : NONE,
                shared ? bundles() : NO_OTHERS,
                routesVersion);
        FrameWriter.fillHeader(bytes, header, FrameKind.BUNDLE, epoch, 0, timeNs, slots, count);
        return new SealedFrame(ByteBuffer.wrap(Arrays.copyOf(bytes, size)), null, 0, count, standIn, bundled);
    }
}
