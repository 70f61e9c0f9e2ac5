package io.tunedzmq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one bundle, by slot, and where a reader stands in it. Confined: as its {@link FrameReader}.
 *
 * <p>See {@link BundleWriter} for the records.
 */
public final class BundleReader {
    private static final int LEAST_BYTES = FrameLayout.RECORD_LENGTH + BundleWriter.SLOT + BundleWriter.DEFINITION;

    private final byte[] bytes;

    /** Where the definition of each slot begins. */
    private final int[] definitions;

    private final int[] messages;

    /** Messages of each slot that were passed. */
    private final int[] passed;

    private int defined;
    private int slot;

    private BundleReader(byte[] bytes, int topics) {
        this.bytes = bytes;
        definitions = new int[topics];
        messages = new int[topics];
        passed = new int[topics];
    }

    /**
     * Reads where everything stands.
     *
     * @param at where the first record begins; each fits into the frame
     * @param topics how many there are to be
     * @return null if the records contradict themselves or that
     */
    static @Nullable BundleReader open(byte[] bytes, int at, int count, int topics) {
        if (topics < 1
                || topics > BundleWriter.MOST_SLOTS
                || topics > count
                || topics > (bytes.length - at) / LEAST_BYTES) {
            return null;
        }
        BundleReader reader = new BundleReader(bytes, topics);
        int record = at;
        for (int i = 0; i < count; i++) {
            int length = (int) FrameLayout.INT.get(bytes, record);
            if (!reader.add(record + FrameLayout.RECORD_LENGTH, length, count)) {
                return null;
            }
            record += FrameLayout.RECORD_LENGTH + length;
        }
        return reader.defined == topics ? reader : null;
    }

    private boolean add(int at, int length, int count) {
        if (length < BundleWriter.SLOT) {
            return false;
        }
        int of = slotAt(at);
        if (of > defined || of == definitions.length) {
            return false;
        }
        if (of == defined) {
            int definition = at + BundleWriter.SLOT;
            if (length < BundleWriter.SLOT + BundleWriter.DEFINITION) {
                return false;
            }
            definitions[defined++] = definition;
            int name = nameLength(of);
            if (number(of) <= 0
                    || firstSequence(of) <= 0
                    || firstSequence(of) >= Long.MAX_VALUE - count
                    || name > Topics.LONGEST
                    || name > length - BundleWriter.SLOT - BundleWriter.DEFINITION) {
                return false;
            }
        }
        messages[of]++;
        return true;
    }

    private int slotAt(int at) {
        return (short) FrameLayout.SHORT.get(bytes, at) & 0xFFFF;
    }

    /** Passes a record; returns how many of its bytes stand before the payload. */
    int pass(int at) {
        slot = slotAt(at);
        int before = passed[slot]++;
        return BundleWriter.SLOT + (before == 0 ? BundleWriter.DEFINITION + nameLength(slot) : 0);
    }

    /** How many topics there are. */
    public int slots() {
        return definitions.length;
    }

    /** Number of a topic, above 0. */
    public int number(int of) {
        return (int) FrameLayout.INT.get(bytes, definitions[of]);
    }

    /** Sequence of a topic's first message in the bundle; the others follow. */
    public long firstSequence(int of) {
        return (long) FrameLayout.LONG.get(bytes, definitions[of] + Integer.BYTES);
    }

    /** Messages of a topic in the bundle. */
    public int messages(int of) {
        return messages[of];
    }

    /** Where the name of a topic begins in the frame. */
    public int name(int of) {
        return definitions[of] + BundleWriter.DEFINITION;
    }

    /** Bytes of the name. */
    public int nameLength(int of) {
        return (short) FrameLayout.SHORT.get(bytes, definitions[of] + Integer.BYTES + Long.BYTES) & 0xFFFF;
    }

    public String topic(int of) {
        return new String(bytes, name(of), nameLength(of), StandardCharsets.UTF_8);
    }

    /** Whether that is its name. */
    public boolean hasTopic(int of, byte[] topicWithNul) {
        int name = name(of);
        return Arrays.equals(bytes, name, name + nameLength(of), topicWithNul, 0, topicWithNul.length - 1);
    }

    /** The slot of the current record. */
    public int slot() {
        return slot;
    }

    /** Which message of its topic in the bundle the current record is, from 0. */
    public int index() {
        return passed[slot] - 1;
    }
}
