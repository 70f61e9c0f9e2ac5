package io.tunedzmq.wire;

import static io.tunedzmq.wire.ControlTopics.ABOUT;
import static io.tunedzmq.wire.ControlTopics.ACK;
import static io.tunedzmq.wire.ControlTopics.BYE;
import static io.tunedzmq.wire.ControlTopics.ECHO;
import static io.tunedzmq.wire.ControlTopics.FILTER;
import static io.tunedzmq.wire.ControlTopics.FROM;
import static io.tunedzmq.wire.ControlTopics.LONGEST_FILTER_PART;
import static io.tunedzmq.wire.ControlTopics.LONGEST_NAME;
import static io.tunedzmq.wire.ControlTopics.MISSING;
import static io.tunedzmq.wire.ControlTopics.MOST_FILTER_PARTS;
import static io.tunedzmq.wire.ControlTopics.PROOF;
import static io.tunedzmq.wire.ControlTopics.READY;
import static io.tunedzmq.wire.ControlTopics.READY_BYTES;
import static io.tunedzmq.wire.ControlTopics.REPORT;
import static io.tunedzmq.wire.ControlTopics.SIGN;
import static io.tunedzmq.wire.ControlTopics.SURE;

import io.tunedzmq.wire.ControlRequest.About;
import io.tunedzmq.wire.ControlRequest.Ack;
import io.tunedzmq.wire.ControlRequest.Answer;
import io.tunedzmq.wire.ControlRequest.Bye;
import io.tunedzmq.wire.ControlRequest.Echoed;
import io.tunedzmq.wire.ControlRequest.Filter;
import io.tunedzmq.wire.ControlRequest.From;
import io.tunedzmq.wire.ControlRequest.Proven;
import io.tunedzmq.wire.ControlRequest.Ready;
import io.tunedzmq.wire.ControlRequest.Report;
import io.tunedzmq.wire.ControlRequest.Sign;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a subscriber says from the topic to which it subscribes; {@link ControlTopics} writes these. */
public final class ControlRequestReader {
    /** Longest control topic taken from the network. */
    static final int LONGEST = 640;

    private static final int MOST_PARTS = 11;

    private ControlRequestReader() {}

    /**
     * Reads the topic of a subscription. Empty if it is none of ours or not well formed: whatever a stranger sends, it
     * costs a look and nothing more.
     *
     * @param from where the topic begins; it may end with a NUL
     */
    public static Optional<ControlRequest> read(byte[] bytes, int from) {
        int end = bytes.length > from && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return read(bytes, from, end);
    }

    /** As {@link #read(byte[], int)}, of the bytes up to {@code end}, without a NUL. */
    public static Optional<ControlRequest> read(byte[] bytes, int from, int end) {
        if (end - from > LONGEST || !isControl(bytes, from)) {
            return Optional.empty();
        }
        String topic = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        try {
            return Optional.ofNullable(read(topic));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Made up: none of our subscribers writes it.
        }
    }

    /** What a message asks for a yes to which everything must be there; null if it asks nothing such. */
    public static @Nullable Ready asksForAll(byte[] message) {
        if (message[0] != 1 || !ControlTopics.begins(message, READY_BYTES)) {
            return null;
        }
        return read(message, 1)
                .filter(request -> request instanceof Ready ready && ready.answer() != Answer.ALWAYS)
                .map(Ready.class::cast)
                .orElse(null);
    }

    /** Whether the bytes begin like a control topic. */
    private static boolean isControl(byte[] bytes, int from) {
        return bytes.length > from && bytes[from] == Topics.RESERVED;
    }

    private static @Nullable ControlRequest read(String topic) {
        String[] parts = topic.split("/", MOST_PARTS);
        if (topic.startsWith(READY) && parts.length == 4) {
            return new Ready(topic, number(parts[2]), number(parts[3]));
        }
        if (topic.startsWith(READY) && parts.length == 5 && (parts[4].equals(SURE) || parts[4].equals(MISSING))) {
            Answer answer = parts[4].equals(SURE) ? Answer.SURE : Answer.MISSING;
            return new Ready(topic, number(parts[2]), number(parts[3]), answer);
        }
        if (topic.startsWith(READY) && parts.length == 7 && parts[4].equals(SURE)) {
            int said = Math.toIntExact(number(parts[6]) & Integer.MAX_VALUE);
            return new Ready(topic, number(parts[2]), number(parts[3]), Answer.SURE, number(parts[5]), said);
        }
        if (topic.startsWith(PROOF) && parts.length == 4) {
            return new Proven(number(parts[2]), number(parts[3]));
        }
        if (topic.startsWith(ACK) && parts.length == 5) {
            return new Ack(number(parts[2]), number(parts[3]), number(parts[4]));
        }
        if (topic.startsWith(ECHO) && parts.length >= 4 && parts.length <= 4 + Echoed.MOST_BEFORE) {
            return echoed(parts);
        }
        if (topic.startsWith(REPORT) && parts.length == 10) {
            return new Report(
                    number(parts[2]),
                    number(parts[3]),
                    number(parts[4]),
                    number(parts[5]),
                    number(parts[6]),
                    number(parts[7]),
                    number(parts[8]),
                    number(parts[9]));
        }
        if (topic.startsWith(ABOUT) && parts.length >= 5) {
            return new About(number(parts[2]), number(parts[3]), unlatin(rest(topic, 4), LONGEST_NAME));
        }
        if (topic.startsWith(FROM) && parts.length >= 4) {
            return new From(number(parts[2]), unlatin(rest(topic, 3), LONGEST_NAME));
        }
        if (topic.startsWith(SIGN) && parts.length == 3) {
            return new Sign(number(parts[2]));
        }
        if (topic.startsWith(BYE) && parts.length == 3) {
            return new Bye(number(parts[2]));
        }
        if (topic.startsWith(FILTER) && parts.length >= 7) {
            return filter(topic, parts);
        }
        return null;
    }

    private static Echoed echoed(String[] parts) {
        Set<Long> before = new LinkedHashSet<>();
        for (int i = 4; i < parts.length; i++) {
            before.add(number(parts[i]));
        }
        return new Echoed(number(parts[2]), number(parts[3]), before);
    }

    private static Filter filter(String topic, String[] parts) {
        int index = Integer.parseInt(parts[3]);
        int of = Integer.parseInt(parts[4]);
        if (index < 0 || index >= of || of > MOST_FILTER_PARTS) {
            throw new IllegalArgumentException("no such part");
        }
        String text = unlatin(rest(topic, 6), LONGEST_FILTER_PART);
        return new Filter(number(parts[2]), new FilterPart(index, of, parts[5].equals("e"), text));
    }

    /** What follows the given number of slashes: free text, which may have slashes of its own. */
    private static String rest(String topic, int slashes) {
        int at = 0;
        for (int i = 0; i < slashes; i++) {
            at = topic.indexOf('/', at) + 1;
        }
        return topic.substring(at);
    }

    private static String unlatin(String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException("longer than " + most);
        }
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    static long number(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }
}
