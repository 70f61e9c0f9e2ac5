package io.tunedzmq.wire;

import io.tunedzmq.internal.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The topics that the library keeps for itself. Subscriptions are the only thing that every ZeroMQ publisher reads and
 * forgets again, so everything that a subscriber says to a publisher is said as a subscription to such a topic.
 */
public final class ControlTopics {
    /** With which every control topic begins, and no other topic. */
    public static final byte FIRST_BYTE = Topics.RESERVED;

    private static final String ROOT = "\u007ftz/";
    private static final byte[] ROOT_BYTES = ROOT.getBytes(StandardCharsets.UTF_8);
    private static final String READY = ROOT + "ready/";
    private static final String ACK = ROOT + "ack/";
    private static final String ABOUT = ROOT + "about/";
    private static final String FILTER = ROOT + "filter/";
    private static final String FROM = ROOT + "from/";
    private static final String REPORT = ROOT + "report/";
    private static final String ALIVE = ROOT + "alive/";
    private static final String SIGN = ROOT + "sign/";
    private static final byte[] PROMISE = bytes(ALIVE);

    /** Every subscriber listens here for END frames. */
    public static final String END = ROOT + "end";

    /** Every subscriber listens here for DIGEST frames. */
    public static final String LAST = ROOT + "last";

    /** Parts of a filter that a subscriber announces; one with more keeps it to itself. */
    public static final int MOST_FILTER_PARTS = 16;

    /** Longest topic or prefix that is announced, in bytes of UTF-8: whatever is a subscription costs its publisher. */
    public static final int LONGEST_FILTER_PART = 512;

    /** Longest name of a subscriber, in bytes of UTF-8. */
    public static final int LONGEST_NAME = 128;

    /** So often a subscriber shows at least that it is there. */
    public static final int SIGN_SECONDS = 20;

    /** Longest control topic taken from the network. */
    static final int LONGEST = 640;

    private static final int MOST_PARTS = 11;

    private static final List<byte[]> STATEMENTS = Stream.of(ACK, ABOUT, FILTER, FROM, REPORT, ALIVE, SIGN)
            .map(ControlTopics::bytes)
            .toList();

    private ControlTopics() {}

    /** Where a subscriber wants its echo. */
    public static String ready(long subscriberId, long round) {
        return READY + hex(subscriberId) + '/' + hex(round);
    }

    /**
     * A subscriber's answer to a question that everybody can read; so the key, not the question, proves who answers.
     *
     * @param number of the PROBE, END or ECHO that was received
     */
    public static String ack(long key, long number) {
        return ACK + hex(key) + '/' + hex(number);
    }

    /**
     * Who a subscriber is. Stays subscribed, so it is heard again after every reconnect, before the filter and the request
     * for an echo: JeroMQ sends subscriptions anew in the order of their bytes.
     *
     * @param key quoted in whatever it says later and told to publishers alone, so that no other subscriber can speak in its name
     */
    public static String about(long subscriberId, long key, String name) {
        return ABOUT + hex(subscriberId) + '/' + hex(key) + '/' + latin(name);
    }

    /**
     * A subscriber's promise to say something every {@value #SIGN_SECONDS} seconds at least, for as long as this stays subscribed: a
     * publisher that hears nothing over the connection any more may take it for lost.
     */
    public static String alive(long key) {
        return ALIVE + hex(key) + '/' + hex(SIGN_SECONDS);
    }

    /** What it says if it has nothing else to say. */
    public static String sign(long key) {
        return SIGN + hex(key);
    }

    /** Whether a message upstream is the promise of a subscriber, or the end of one. */
    public static boolean isPromise(byte[] message) {
        return begins(message, PROMISE);
    }

    /** One of the topics or prefixes that a subscriber asked for; stays subscribed. */
    public static String filter(long key, FilterPart part) {
        return FILTER
                + hex(key)
                + '/'
                + part.index()
                + '/'
                + part.of()
                + '/'
                + (part.exact() ? 'e' : 'p')
                + '/'
                + latin(part.text());
    }

    /** Where a subscriber's connection begins. */
    public static String from(long key, String address) {
        return FROM + hex(key) + '/' + latin(address);
    }

    /** A subscriber's report on one publisher instance. */
    public static String report(Report report) {
        return Stream.of(
                        report.key(),
                        report.epoch(),
                        report.echo(),
                        report.received(),
                        report.early(),
                        report.dropped(),
                        report.mark(),
                        report.within())
                .map(ControlTopics::hex)
                .collect(Collectors.joining("/", REPORT, ""));
    }

    /** Something a subscriber said. The texts leave out its key: who reads a log must not learn it. */
    public sealed interface Request {}

    /** Whether a message of any peer has such a topic; the first byte alone may begin anything. */
    static boolean beginsSo(byte[] frame) {
        return frame.length >= ROOT_BYTES.length
                && Arrays.equals(frame, 0, ROOT_BYTES.length, ROOT_BYTES, 0, ROOT_BYTES.length);
    }

    /** "Are my subscriptions live? Answer on this topic." */
    public record Ready(String topic, long subscriberId, long round) implements Request {}

    /** "I received the PROBE, END or ECHO with this number." */
    public record Ack(long key, long number) implements Request {
        @Override
        public String toString() {
            return "Ack[number=" + number + ']';
        }
    }

    /** "I am this subscriber, and called so." */
    public record About(long subscriberId, long key, String name) implements Request {
        /** Without the key, as in all of these: who sees it can answer in the subscriber's name. */
        @Override
        public String toString() {
            return "about " + hex(subscriberId) + " '" + Text.printable(name, LONGEST_NAME) + "'";
        }
    }

    /** "This is one of the things I asked for." */
    public record Filter(long key, FilterPart part) implements Request {
        @Override
        public String toString() {
            return "filter, " + part;
        }
    }

    /**
     * A topic or a prefix that a subscriber asked for.
     *
     * @param index which part, from 0
     * @param of how many parts there are
     * @param exact whether it is a topic; false: a prefix
     */
    public record FilterPart(int index, int of, boolean exact, String text) {
        @Override
        public String toString() {
            return "part " + index + " of " + of + (exact ? ": topic '" : ": prefix '")
                    + Text.printable(text, LONGEST_FILTER_PART) + "'";
        }
    }

    /** "My connection begins here." */
    public record From(long key, String address) implements Request {
        @Override
        public String toString() {
            return "from '" + Text.printable(address, LONGEST_NAME) + "'";
        }
    }

    /** "I am there." */
    public record Sign(long key) implements Request {
        @Override
        public String toString() {
            return "sign";
        }
    }

    /**
     * "This is what became of the messages of this epoch, since I know it."
     *
     * @param key of the subscriber
     * @param echo number of the one that brought the baseline; 0 if there was none, or not for every topic
     * @param received messages handed to the application
     * @param early received or dropped before it
     * @param dropped messages that never arrived
     * @param mark the last MARK that came, after everything before it was handed out; 0 if none
     * @param within seconds within which the next report comes if there is something new: 1, or more while another publisher is
     *     not there, since what is said to it has to wait
     */
    public record Report(
            long key, long epoch, long echo, long received, long early, long dropped, long mark, long within)
            implements Request {
        Report by(long subscriberKey, long withinSeconds) {
            return new Report(subscriberKey, epoch, echo, received, early, dropped, mark, withinSeconds);
        }

        @Override
        public String toString() {
            return "report on " + hex(epoch) + ": echo " + echo + ", received " + received + ", early " + early
                    + ", dropped " + dropped + ", mark " + mark + ", within " + within + " s";
        }
    }

    /**
     * Whether a message upstream says something to the publisher, and is no subscription that selects anything: nothing is ever sent on
     * such a topic.
     */
    public static boolean isStatement(byte[] message) {
        return STATEMENTS.stream().anyMatch(topic -> begins(message, topic));
    }

    private static boolean begins(byte[] message, byte[] topic) {
        return message.length > topic.length && Arrays.equals(message, 1, 1 + topic.length, topic, 0, topic.length);
    }

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
        String topic = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        try {
            return Optional.ofNullable(parse(topic));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Made up: none of our subscribers writes it.
        }
    }

    private static @Nullable Request parse(String topic) {
        String[] parts = topic.split("/", MOST_PARTS);
        if (topic.startsWith(READY) && parts.length == 4) {
            return new Ready(topic, number(parts[2]), number(parts[3]));
        }
        if (topic.startsWith(ACK) && parts.length == 4) {
            return new Ack(number(parts[2]), number(parts[3]));
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
        if (topic.startsWith(FILTER) && parts.length >= 7) {
            return filter(topic, parts);
        }
        return null;
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

    /** The bytes of the text in UTF-8, one character each. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String unlatin(String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException("longer than " + most);
        }
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The bytes of a control topic. */
    public static byte[] bytes(String controlTopic) {
        return controlTopic.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String hex(long value) {
        return Long.toHexString(value);
    }

    private static long number(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }
}
