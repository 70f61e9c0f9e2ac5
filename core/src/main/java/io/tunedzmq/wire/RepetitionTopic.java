package io.tunedzmq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber says again, since a proxy keeps to itself what it has been told before.
 *
 * @param speech which time it is said
 * @param index of what is said that time, from 0
 * @param skipped bytes of the message, behind the first one, that are not of what is said
 */
public record RepetitionTopic(long speech, int index, int skipped) {
    private static final byte[] BEGIN = ControlTopics.bytes(ControlTopics.AGAIN);

    /**
     * The topic that says a subscription again.
     *
     * @param speech which time, not to be guessed: so it is new to every proxy
     * @param index of what is said that time, from 0
     * @param subscription the bytes that were subscribed to
     */
    public static byte[] bytes(long speech, int index, byte[] subscription) {
        byte[] begin = ControlTopics.bytes(
                ControlTopics.AGAIN + ControlTopics.hex(speech) + '/' + ControlTopics.hex(index) + '/');
        byte[] all = Arrays.copyOf(begin, begin.length + subscription.length);
        System.arraycopy(subscription, 0, all, begin.length, subscription.length);
        return all;
    }

    /** What is said again; null if the message upstream says something else. */
    public static @Nullable RepetitionTopic read(byte[] message) {
        if (!ControlTopics.begins(message, BEGIN)) {
            return null;
        }
        int speechEnd = slash(message, 1 + BEGIN.length);
        int indexEnd = slash(message, speechEnd + 1);
        try {
            long index = ControlRequestReader.number(latin(message, speechEnd + 1, indexEnd));
            boolean plausible = index >= 0 && index <= Integer.MAX_VALUE && indexEnd < message.length;
            return plausible
                    ? new RepetitionTopic(
                            ControlRequestReader.number(latin(message, 1 + BEGIN.length, speechEnd)),
                            (int) index,
                            indexEnd)
                    : null;
        } catch (IllegalArgumentException e) {
            return null; // Made up: none of our subscribers writes it.
        }
    }

    private static int slash(byte[] bytes, int from) {
        int at = Math.min(from, bytes.length);
        while (at < bytes.length && bytes[at] != '/') {
            at++;
        }
        return at;
    }

    private static String latin(byte[] bytes, int from, int end) {
        return from >= end ? "" : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
