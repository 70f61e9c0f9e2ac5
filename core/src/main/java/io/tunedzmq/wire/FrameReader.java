package io.tunedzmq.wire;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one frame at a time; reused, so that receiving makes no garbage of its own. Confined: one thread at a time.
 *
 * <p>Every length of a frame is checked when it is opened, before anything is believed: a frame is wholly valid or
 * malformed.
 */
public final class FrameReader {

    /** What the bytes turned out to be. */
    public enum Format {
        /** A frame of ours, consistent. */
        TAGGED,
        /** Without our header: from a stock publisher. */
        UNTAGGED,
        /** With our header, but contradicting itself or of an unknown version. */
        MALFORMED
    }

    private Format format = Format.UNTAGGED;
    private byte[] bytes = new byte[0];
    private int header;
    private FrameKind kind = FrameKind.DATA;
    private long epoch;
    private long sequence;
    private long timeNs;
    private int topicNumber;
    private int count;
    private int at;
    private int index;
    private int payloadOffset;
    private int payloadLength;
    private @Nullable BundleReader bundle;

    /** Opens a frame. Only after TAGGED do the other methods mean something. */
    public Format open(byte[] frame) {
        format = parse(frame);
        return format;
    }

    /** What the frame opened last turned out to be. */
    public Format format() {
        return format;
    }

    private Format parse(byte[] frame) {
        int start = FrameLayout.header(frame);
        if (start == FrameLayout.NO_HEADER) {
            return Format.UNTAGGED;
        }
        int code = frame[start + FrameLayout.KIND_AT];
        if (frame[start + FrameLayout.VERSION_AT] != FrameLayout.VERSION || !FrameKind.known(code)) {
            return Format.MALFORMED;
        }
        bytes = frame;
        header = start;
        kind = FrameKind.of(code);
        epoch = (long) FrameLayout.LONG.get(frame, start + FrameLayout.EPOCH_AT);
        sequence = (long) FrameLayout.LONG.get(frame, start + FrameLayout.SEQUENCE_AT);
        timeNs = (long) FrameLayout.LONG.get(frame, start + FrameLayout.TIME_AT);
        topicNumber = (int) FrameLayout.INT.get(frame, start + FrameLayout.TOPIC_NUMBER_AT);
        count = (int) FrameLayout.INT.get(frame, start + FrameLayout.COUNT_AT);
        at = start + FrameLayout.HEADER;
        index = 0;
        bundle = null;
        return consistent() ? Format.TAGGED : Format.MALFORMED;
    }

    private boolean consistent() {
        if (epoch == 0 || topicNumber < 0 || sequence < 0 || count < 0 || sequence >= Long.MAX_VALUE - count) {
            return false;
        }
        if (kind.holdsMessages() && count == 0) {
            return false;
        }
        return recordsFit() && (kind != FrameKind.BUNDLE || isBundle());
    }

    private boolean isBundle() {
        bundle = sequence == 0 ? BundleReader.open(bytes, at, count, topicNumber) : null;
        return bundle != null;
    }

    private boolean recordsFit() {
        int end = at;
        for (int i = 0; i < count; i++) {
            if (bytes.length - end < FrameLayout.RECORD_LENGTH) {
                return false;
            }
            int length = (int) FrameLayout.INT.get(bytes, end);
            end += FrameLayout.RECORD_LENGTH;
            if (length < 0 || length > bytes.length - end) {
                return false;
            }
            end += length;
        }
        return end == bytes.length;
    }

    public FrameKind kind() {
        return kind;
    }

    /** Identity of the publisher instance. */
    public long epoch() {
        return epoch;
    }

    /**
     * DATA: sequence of the first record, from 1, or 0 for not numbered. BEACON: last sequence. PROBE, END: the number
     * to answer with.
     */
    public long sequence() {
        return sequence;
    }

    /** When the publisher sent it, in nanoseconds since 1970-01-01T00:00Z by its clock. */
    public long timeNs() {
        return timeNs;
    }

    /** Number of the topic in the order of first use, from 1; 0 if it has none. Of a BUNDLE: how many topics it has. */
    public int topicNumber() {
        return topicNumber;
    }

    /** Of an ECHO: how many topics there were. */
    public int echoedTopics() {
        return topicNumber;
    }

    /** Of a MARK: seconds within which a report is wanted. */
    public int reportSeconds() {
        return topicNumber;
    }

    /** The topics of a BUNDLE; only of one. */
    public BundleReader bundle() {
        return requireNonNull(bundle, "not a bundle");
    }

    /** Records in the frame. */
    public int count() {
        return count;
    }

    /** Length of the topic in bytes, with its NUL. */
    public int topicLength() {
        return header;
    }

    /** The frame, which begins with the topic. */
    public byte[] bytes() {
        return bytes;
    }

    /** The topic. */
    public String topic() {
        return new String(bytes, 0, header - 1, StandardCharsets.UTF_8);
    }

    /** Whether the frame's topic is this one. */
    public boolean hasTopic(byte[] topicWithNul) {
        return Arrays.equals(bytes, 0, header, topicWithNul, 0, topicWithNul.length);
    }

    /** Moves to the next record; false after the last. */
    public boolean next() {
        if (index == count) {
            return false;
        }
        payloadLength = (int) FrameLayout.INT.get(bytes, at);
        payloadOffset = at + FrameLayout.RECORD_LENGTH;
        at = payloadOffset + payloadLength;
        index++;
        if (bundle != null) {
            int before = bundle.pass(payloadOffset);
            payloadOffset += before;
            payloadLength -= before;
        }
        return true;
    }

    /** Sequence of the current record of a frame with messages; 0 if it has none. */
    public long recordSequence() {
        if (bundle != null) {
            return bundle.firstSequence(bundle.slot()) + bundle.index();
        }
        return sequence == 0 ? 0 : sequence + index - 1;
    }

    /** Records passed by {@link #next()}. */
    public int index() {
        return index;
    }

    public int payloadOffset() {
        return payloadOffset;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** A copy of the current record's payload. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, payloadOffset, payloadOffset + payloadLength);
    }
}
