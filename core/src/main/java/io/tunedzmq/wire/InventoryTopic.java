package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber has subscribed to, in sums, to be said as {@link RepetitionTopic}: by that a publisher sees what a
 * proxy has dropped. It has several parts, since a subscription must not be long.
 */
public final class InventoryTopic {
    static final int SUMS_OF_A_PART = 125;

    private static final byte[] BEGIN = ControlTopics.bytes(ControlTopics.HAVE);

    private InventoryTopic() {}

    /** The parts, each to be said by itself. */
    public static List<byte[]> parts(long[] sums) {
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < sums.length; from += SUMS_OF_A_PART) {
            int end = Math.min(sums.length, from + SUMS_OF_A_PART);
            ByteBuffer part = ByteBuffer.allocate(BEGIN.length + (end - from) * Long.BYTES);
            part.put(BEGIN);
            for (int i = from; i < end; i++) {
                part.putLong(sums[i]);
            }
            parts.add(part.array());
        }
        return parts;
    }

    /** The sums in a part of an inventory; null if the message upstream says something else. */
    public static long @Nullable [] sums(byte[] message) {
        int from = 1 + BEGIN.length;
        if (!ControlTopics.begins(message, BEGIN) || (message.length - from) % Long.BYTES != 0) {
            return null;
        }
        long[] sums = new long[(message.length - from) / Long.BYTES];
        ByteBuffer.wrap(message, from, message.length - from)
                .slice()
                .asLongBuffer()
                .get(sums);
        return sums;
    }
}
