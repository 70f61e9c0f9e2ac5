package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Bytes;
import java.nio.ByteBuffer;

/** Checks every message that comes: each of a topic once, in order, whole, and of the length that was sent. */
final class Arrivals {
    private final int bytes;
    private final long[] last;
    private final Watch watch;
    private long count;
    private long sent = Long.MAX_VALUE;

    Arrivals(Setup setup, Watch watch) {
        bytes = setup.bytes();
        last = new long[setup.topics()];
        this.watch = watch;
    }

    /** Takes a payload that begins there, and returns the topic that it says it is of. */
    int message(byte[] array, int offset, int length) {
        checkLength(length);
        return message(
                (long) Bytes.LONG.get(array, offset + Payload.NUMBER),
                (long) Bytes.LONG.get(array, offset + Payload.TOPIC),
                (long) Bytes.LONG.get(array, offset + Payload.TIME),
                (long) Bytes.LONG.get(array, offset + length - Payload.CHECK_BYTES));
    }

    /** Takes what is between the buffer's position and its limit; see above. */
    int message(ByteBuffer payload) {
        checkLength(payload.remaining());
        int offset = payload.position();
        return message(
                payload.getLong(offset + Payload.NUMBER),
                payload.getLong(offset + Payload.TOPIC),
                payload.getLong(offset + Payload.TIME),
                payload.getLong(payload.limit() - Payload.CHECK_BYTES));
    }

    private void checkLength(int length) {
        if (length != bytes) {
            throw new IllegalStateException("a message of " + length + " bytes, not " + bytes);
        }
    }

    private int message(long number, long topic, long timeNs, long check) {
        if (check != Payload.check(number, topic) || topic < Payload.END || topic >= last.length) {
            throw new IllegalStateException("not a message that was sent: " + number + " of topic " + topic);
        }
        if (topic == Payload.END) {
            sent = number;
            return 0;
        }
        int index = (int) topic;
        if (number != last[index] + 1) {
            throw new IllegalStateException("message " + number + " of topic " + topic + " after " + last[index]);
        }
        last[index] = number;
        count++;
        watch.message(timeNs);
        return index;
    }

    /** Whether everything that was sent has come. */
    boolean complete() {
        return count >= sent;
    }

    /** Messages that came. */
    long count() {
        return count;
    }
}
