package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds one frame. Confined: one thread at a time.
 *
 * <p>The array is made anew for each frame and belongs to ZeroMQ once the frame is sealed, which neither copies nor
 * says when it is done with it.
 */
public final class FrameWriter {
    private static final int SLACK = 64;

    private byte[] bytes;
    private final int header;
    private int size;
    private int count;

    /**
     * Opens a frame.
     *
     * @param topicWithNul see {@link Topics#withNul(String)}
     * @param room bytes of records expected; the frame grows when there are more
     */
    public FrameWriter(byte[] topicWithNul, int room) {
        header = topicWithNul.length;
        size = header + FrameLayout.HEADER;
        bytes = new byte[size + room];
        System.arraycopy(topicWithNul, 0, bytes, 0, header);
    }

    /** Opens a frame for one record alone and puts a copy of it in. Later ones cost another copy of all. */
    static FrameWriter ofOne(byte[] topicWithNul, byte[] payload, int offset, int length) {
        int at = topicWithNul.length + FrameLayout.HEADER + FrameLayout.RECORD_LENGTH;
        // The compiler clears no array that is filled at once; so the bulk comes first.
        byte[] bytes = new byte[Math.addExact(at, length)];
        System.arraycopy(payload, offset, bytes, at, length);
        System.arraycopy(topicWithNul, 0, bytes, 0, topicWithNul.length);
        FrameLayout.INT.set(bytes, at - FrameLayout.RECORD_LENGTH, length);
        return new FrameWriter(bytes, topicWithNul.length, 1);
    }

    private FrameWriter(byte[] bytes, int header, int count) {
        this.bytes = bytes;
        this.header = header;
        this.count = count;
        size = bytes.length;
    }

    /** Bytes a frame has before its first record. */
    public static int overhead(byte[] topicWithNul) {
        return topicWithNul.length + FrameLayout.HEADER;
    }

    /** Bytes a record takes. */
    public static int recordBytes(int payload) {
        return FrameLayout.RECORD_LENGTH + payload;
    }

    /** Appends a record. */
    public void append(byte[] payload) {
        append(payload, 0, payload.length);
    }

    /** Appends a record that is a part of an array. */
    public void append(byte[] payload, int offset, int length) {
        int at = reserve(length);
        System.arraycopy(payload, offset, bytes, at, length);
    }

    private int reserve(int length) {
        int end = Math.addExact(size, recordBytes(length));
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        FrameLayout.INT.set(bytes, size, length);
        int at = size + FrameLayout.RECORD_LENGTH;
        size = end;
        count++;
        return at;
    }

    /** Records so far. */
    public int count() {
        return count;
    }

    /** Bytes so far, topic and header included. */
    public int size() {
        return size;
    }

    /** Fills in the header and returns exactly the frame. The writer must not be used afterwards. */
    public ByteBuffer seal(FrameKind kind, long epoch, long sequence, long timeNs, int topicNumber) {
        fillHeader(bytes, header, kind, epoch, sequence, timeNs, topicNumber, count);
        if (bytes.length - size > size / 4 + SLACK) {
            bytes = Arrays.copyOf(bytes, size); // A queue of frames should not hold much more than it counts.
        }
        // slice(): zmq.Msg sends the capacity, not the limit, of a large buffer.
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    /** Fills the header in, which begins there. */
    static void fillHeader(
            byte[] bytes,
            int header,
            FrameKind kind,
            long epoch,
            long sequence,
            long timeNs,
            int topicNumber,
            int count) {
        FrameLayout.SHORT.set(bytes, header, (short) FrameLayout.MAGIC);
        bytes[header + FrameLayout.VERSION_AT] = FrameLayout.VERSION;
        bytes[header + FrameLayout.KIND_AT] = (byte) kind.code;
        FrameLayout.LONG.set(bytes, header + FrameLayout.EPOCH_AT, epoch);
        FrameLayout.LONG.set(bytes, header + FrameLayout.SEQUENCE_AT, sequence);
        FrameLayout.LONG.set(bytes, header + FrameLayout.TIME_AT, timeNs);
        FrameLayout.INT.set(bytes, header + FrameLayout.TOPIC_NUMBER_AT, topicNumber);
        FrameLayout.INT.set(bytes, header + FrameLayout.COUNT_AT, count);
    }
}
