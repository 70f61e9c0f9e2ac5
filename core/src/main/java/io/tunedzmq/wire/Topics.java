package io.tunedzmq.wire;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The rules for topics, and their bytes. */
public final class Topics {

    /** Longest topic in bytes of UTF-8. ZeroMQ libraries walk a subscription recursively, byte by byte. */
    public static final int LONGEST = 1_024;

    /** First character of the topics that the library keeps for itself. JeroMQ sends them last on a reconnect. */
    static final char RESERVED = '\u007f';

    private Topics() {}

    /** The bytes of a topic as they begin a frame and as an exact subscription needs them: with the NUL. */
    public static byte[] withNul(String topic) {
        byte[] bytes = encode("topic", topic);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    /** The bytes that a prefix subscription needs: without a NUL. */
    public static byte[] prefix(String prefix) {
        return encode("topicPrefix", prefix);
    }

    /** Returns a topic that the application may use, or says why not. */
    public static String check(String name, String topic) {
        requireNonNull(topic, name);
        if (topic.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    Checks.text(name, printable(topic), "no NUL character", "a NUL ends the topic on the wire"));
        }
        if (!topic.isEmpty() && topic.charAt(0) == RESERVED) {
            throw new IllegalArgumentException(Checks.text(
                    name,
                    printable(topic),
                    "a first character other than U+007F",
                    "it marks the library's own topics"));
        }
        encode(name, topic);
        return topic;
    }

    private static byte[] encode(String name, String topic) {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(topic));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    Checks.text(name, printable(topic), "valid Unicode", "it holds half a surrogate pair"), e);
        }
        if (bytes.remaining() > LONGEST) {
            throw new IllegalArgumentException(Checks.text(
                    name,
                    bytes.remaining() + " bytes of UTF-8",
                    "at most " + LONGEST,
                    "put the rest into the payload"));
        }
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return exact;
    }

    private static String printable(String topic) {
        StringBuilder text = new StringBuilder();
        topic.chars().limit(64).forEach(c -> {
            if (c < ' ' || c == RESERVED || Character.isSurrogate((char) c)) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        return "'" + text + "'";
    }
}
