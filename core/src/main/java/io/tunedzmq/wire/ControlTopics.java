package io.tunedzmq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The topics that the library keeps for itself. Subscriptions are the only thing that every ZeroMQ publisher reads and
 * forgets again, so everything that a subscriber says to a publisher is said as a subscription to such a topic.
 */
public final class ControlTopics {
    private static final String ROOT = "\u007ftz/";
    private static final String READY = ROOT + "ready/";
    private static final String ACK = ROOT + "ack/";
    private static final String REPORT = ROOT + "report/";

    /** Every subscriber listens here for END frames. */
    public static final String END = ROOT + "end";

    /** Every subscriber listens here for DIGEST frames. */
    public static final String LAST = ROOT + "last";

    /** Longest control topic taken from the network. */
    static final int LONGEST = 128;

    private ControlTopics() {}

    /** Where a subscriber wants its echo. */
    public static String ready(long subscriberId, long round) {
        return READY + hex(subscriberId) + '/' + hex(round);
    }

    /** A subscriber's answer to a probe. */
    public static String ack(long probe, long subscriberId) {
        return ACK + hex(probe) + '/' + hex(subscriberId);
    }

    /** A subscriber's report on one publisher instance. */
    public static String report(long subscriberId, long epoch, long dropped) {
        return REPORT + hex(subscriberId) + '/' + hex(epoch) + '/' + hex(dropped);
    }

    /** Something a subscriber said. */
    public sealed interface Request {}

    /** "Are my subscriptions live? Answer on this topic." */
    public record Ready(String topic, long subscriberId, long round) implements Request {}

    /** "I received this probe." */
    public record Ack(long probe, long subscriberId) implements Request {}

    /** "So many messages of this epoch never arrived, since I know it." */
    public record Report(long subscriberId, long epoch, long dropped) implements Request {}

    /** Whether the bytes begin like a control topic. */
    private static boolean isControl(byte[] bytes, int from) {
        return bytes.length > from && bytes[from] == Topics.RESERVED;
    }

    /**
     * Reads the topic of a subscription. Empty if it is none of ours or not well formed: whatever a stranger sends, it
     * costs a look and nothing more.
     *
     * @param from where the topic begins; it may end with a NUL
     */
    public static Optional<Request> parse(byte[] bytes, int from) {
        int end = bytes.length > from && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return parse(bytes, from, end);
    }

    /** As {@link #parse(byte[], int)}, of the bytes up to {@code end}, without a NUL. */
    public static Optional<Request> parse(byte[] bytes, int from, int end) {
        if (end - from > LONGEST || !isControl(bytes, from)) {
            return Optional.empty();
        }
        String topic = new String(bytes, from, end - from, StandardCharsets.US_ASCII);
        String[] parts = topic.split("/", -1);
        try {
            if (topic.startsWith(READY) && parts.length == 4) {
                return Optional.of(new Ready(topic, number(parts[2]), number(parts[3])));
            }
            if (topic.startsWith(ACK) && parts.length == 4) {
                return Optional.of(new Ack(number(parts[2]), number(parts[3])));
            }
            if (topic.startsWith(REPORT) && parts.length == 5) {
                return Optional.of(new Report(number(parts[2]), number(parts[3]), number(parts[4])));
            }
        } catch (NumberFormatException e) {
            return Optional.empty(); // Made up: none of our subscribers writes it.
        }
        return Optional.empty();
    }

    private static String hex(long value) {
        return Long.toHexString(value);
    }

    private static long number(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }
}
