package io.tunedzmq.wire;

import io.tunedzmq.internal.Text;
import io.tunedzmq.internal.Unheard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private static final String BYE = ROOT + "bye/";
    private static final String PROOF = ROOT + "proof/";
    private static final String AGAIN = ROOT + "again/";
    private static final String HAVE = ROOT + "have/";
    private static final String SURE = "sure";
    private static final String MISSING = "missing";

    /** No topic begins so, as it is no UTF-8: a proxy that sorts unsigned bytes sends it last. */
    private static final String LAST_ROOT = "\u00fftz/";

    private static final byte[] LAST_ROOT_BYTES = bytes(LAST_ROOT);
    private static final byte[] PROMISE = bytes(ALIVE);
    private static final byte[] READY_BYTES = bytes(READY);
    private static final byte[] AGAIN_BYTES = bytes(AGAIN);
    private static final byte[] HAVE_BYTES = bytes(HAVE);
    private static final byte[] PROOF_BYTES = bytes(PROOF);
    private static final byte[] LAST_PROOF_BYTES = bytes(LAST_ROOT + PROOF.substring(ROOT.length()));

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

    /** Sums in a part of an inventory: a subscription must not be long. */
    static final int SUMS_OF_A_PART = 125;

    /** Longest control topic taken from the network. */
    static final int LONGEST = 640;

    private static final int MOST_PARTS = 11;

    private static final List<byte[]> STATEMENTS = Stream.of(ACK, ABOUT, FILTER, FROM, REPORT, ALIVE, SIGN, BYE, AGAIN)
            .map(ControlTopics::bytes)
            .toList();

    private ControlTopics() {}

    /** Where a subscriber wants its echo. */
    public static String ready(long subscriberId, long round) {
        return READY + hex(subscriberId) + '/' + hex(round);
    }

    /**
     * As {@link #ready}, of a subscriber that wants an echo only if everything came that it has subscribed to; see
     * {@link Answer#SURE}.
     */
    public static String sure(long subscriberId, long round) {
        return ready(subscriberId, round) + '/' + SURE;
    }

    /**
     * As {@link #sure(long, long)}, of a subscriber that has just said what it has subscribed to.
     *
     * @param speech in which it was said, see {@link #again}
     * @param said how much that was
     */
    public static String sure(long subscriberId, long round, long speech, int said) {
        return sure(subscriberId, round) + '/' + hex(speech) + '/' + hex(said);
    }

    /**
     * What a subscriber has subscribed to, in sums, to be said as {@link #again}: by that a publisher sees what a proxy
     * has dropped.
     */
    public static List<byte[]> have(long[] sums) {
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < sums.length; from += SUMS_OF_A_PART) {
            int end = Math.min(sums.length, from + SUMS_OF_A_PART);
            ByteBuffer part = ByteBuffer.allocate(HAVE_BYTES.length + (end - from) * Long.BYTES);
            part.put(HAVE_BYTES);
            for (int i = from; i < end; i++) {
                part.putLong(sums[i]);
            }
            parts.add(part.array());
        }
        return parts;
    }

    /** The sums in a part of an inventory; null if the message upstream says something else. */
    public static long @Nullable [] have(byte[] message) {
        int from = 1 + HAVE_BYTES.length;
        if (!begins(message, HAVE_BYTES) || (message.length - from) % Long.BYTES != 0) {
            return null;
        }
        long[] sums = new long[(message.length - from) / Long.BYTES];
        ByteBuffer.wrap(message, from, message.length - from)
                .slice()
                .asLongBuffer()
                .get(sums);
        return sums;
    }

    /**
     * Asks for a word from whoever lacks a part of what the subscriber has subscribed to; see {@link Answer#MISSING}.
     */
    public static String missing(long subscriberId, long round) {
        return ready(subscriberId, round) + '/' + MISSING;
    }

    /**
     * What a subscriber subscribes to besides, so that publishers see whether they were told everything: one sorts
     * behind all that it asks for but the requests for an echo, in the order of signed bytes; the other in the order of
     * unsigned ones. A proxy that has no room for all that it is to tell a publisher leaves out the last ones.
     */
    public static List<String> proofs(long subscriberId) {
        String one = PROOF + hex(subscriberId);
        return List.of(one, LAST_ROOT + one.substring(ROOT.length()));
    }

    /**
     * Where the echo to a {@link #sure} request goes: to whoever has subscribed to the first of the {@link #proofs}.
     */
    static String proven(long subscriberId, long round) {
        return PROOF + hex(subscriberId) + '/' + hex(round);
    }

    /**
     * Says again what was subscribed to before: a proxy would keep it to itself.
     *
     * @param speech which time, not to be guessed: so it is new to every proxy
     * @param index of what is said that time, from 0
     * @param subscription the bytes that were subscribed to
     */
    public static byte[] again(long speech, int index, byte[] subscription) {
        byte[] begin = bytes(AGAIN + hex(speech) + '/' + hex(index) + '/');
        byte[] all = Arrays.copyOf(begin, begin.length + subscription.length);
        System.arraycopy(subscription, 0, all, begin.length, subscription.length);
        return all;
    }

    /**
     * A subscription that is said again.
     *
     * @param skipped bytes of the message, behind the first one, that are not of what is said
     */
    public record Again(long speech, int index, int skipped) {}

    /** What is said again; null if the message upstream says something else. */
    public static @Nullable Again again(byte[] message) {
        if (!begins(message, AGAIN_BYTES)) {
            return null;
        }
        int speechEnd = slash(message, 1 + AGAIN_BYTES.length);
        int indexEnd = slash(message, speechEnd + 1);
        try {
            long index = number(latin(message, speechEnd + 1, indexEnd));
            boolean plausible = index >= 0 && index <= Integer.MAX_VALUE && indexEnd < message.length;
            return plausible
                    ? new Again(number(latin(message, 1 + AGAIN_BYTES.length, speechEnd)), (int) index, indexEnd)
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

    /** What a message asks for a yes to which everything must be there; null if it asks nothing such. */
    public static @Nullable Ready asksForAll(byte[] message) {
        if (message[0] != 1 || !begins(message, READY_BYTES)) {
            return null;
        }
        return parse(message, 1)
                .filter(request -> request instanceof Ready ready && ready.answer() != Answer.ALWAYS)
                .map(Ready.class::cast)
                .orElse(null);
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
     * Who a subscriber is. Stays subscribed, so it is heard again after every reconnect, before the filter and the
     * request for an echo: JeroMQ sends subscriptions anew in the order of their bytes.
     *
     * @param key quoted in whatever it says later and told to publishers alone, so that no other subscriber can speak
     *     in its name
     */
    public static String about(long subscriberId, long key, String name) {
        return ABOUT + hex(subscriberId) + '/' + hex(key) + '/' + latin(name);
    }

    /**
     * A subscriber's promise to say something every {@value #SIGN_SECONDS} seconds at least, for as long as this stays
     * subscribed: a publisher that hears nothing over the connection any more may take it for lost.
     */
    public static String alive(long key) {
        return ALIVE + hex(key) + '/' + hex(SIGN_SECONDS);
    }

    /** What it says if it has nothing else to say. */
    public static String sign(long key) {
        return SIGN + hex(key);
    }

    /**
     * The last word of a subscriber that closes. The end of its {@link #about} does not tell as much: a proxy says that
     * also of one whose connection was lost.
     */
    public static String bye(long key) {
        return BYE + hex(key);
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
        return beginsWith(frame, ROOT_BYTES) || beginsWith(frame, LAST_ROOT_BYTES);
    }

    private static boolean beginsWith(byte[] frame, byte[] root) {
        return frame.length >= root.length && Arrays.equals(frame, 0, root.length, root, 0, root.length);
    }

    /** Which answer a subscriber wants. */
    public enum Answer {
        /** An echo, whatever came of it: it may never say what it has subscribed to. */
        ALWAYS,
        /** An echo if everything came over the connection, as far as the proofs and an inventory tell, else a PROBE. */
        SURE,
        /** A PROBE if a proof of it has not come over the connection, else nothing. */
        MISSING,
        /** A PROBE: a proof has not come. */
        LACKING,
        /** A PROBE to where the echo would go: the proofs came, and something else did not. */
        LACKING_SOME
    }

    /**
     * "Are my subscriptions live? Answer on this topic."
     *
     * @param speech in which it said what these are; 0 if it did not
     * @param said how much that was; 0 if nothing
     */
    public record Ready(String topic, long subscriberId, long round, Answer answer, long speech, int said)
            implements Request {
        public Ready(String topic, long subscriberId, long round) {
            this(topic, subscriberId, round, Answer.ALWAYS);
        }

        public Ready(String topic, long subscriberId, long round, Answer answer) {
            this(topic, subscriberId, round, answer, 0, 0);
        }

        /** The same, of a subscriber of which not everything has come. */
        public Ready lacking(Unheard unheard) {
            Answer instead = unheard == Unheard.SOME ? Answer.LACKING_SOME : Answer.LACKING;
            return new Ready(topic, subscriberId, round, instead);
        }

        /** Whether the answer is that something has not come. */
        public boolean lacks() {
            return answer == Answer.LACKING || answer == Answer.LACKING_SOME;
        }

        /** Where the answer goes. */
        public String answerTopic() {
            return answer == Answer.SURE || answer == Answer.LACKING_SOME ? proven(subscriberId, round) : topic;
        }
    }

    /** The topic of an echo that proves everything, or of a PROBE that says that only the last ones came. */
    public record Proven(long subscriberId, long round) implements Request {}

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

    /** "I leave, and want nothing more." */
    public record Bye(long key) implements Request {
        @Override
        public String toString() {
            return "bye";
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
     * @param within seconds within which the next report comes if there is something new: 1, or more while another
     *     publisher is not there, since what is said to it has to wait
     */
    public record Report(
            long key, long epoch, long echo, long received, long early, long dropped, long mark, long within)
            implements Request {
        public Report by(long subscriberKey, long withinSeconds) {
            return new Report(subscriberKey, epoch, echo, received, early, dropped, mark, withinSeconds);
        }

        @Override
        public String toString() {
            return "report on " + hex(epoch) + ": echo " + echo + ", received " + received + ", early " + early
                    + ", dropped " + dropped + ", mark " + mark + ", within " + within + " s";
        }
    }

    /**
     * Whether a message upstream says something to the publisher, and is no subscription that selects anything: nothing
     * is ever sent on such a topic.
     */
    public static boolean isStatement(byte[] message) {
        return STATEMENTS.stream().anyMatch(topic -> begins(message, topic));
    }

    /** Whether a message upstream subscribes to one of the {@link #proofs} of a subscriber. */
    public static boolean isProof(byte[] message) {
        return begins(message, PROOF_BYTES) || begins(message, LAST_PROOF_BYTES);
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
        if (topic.startsWith(BYE) && parts.length == 3) {
            return new Bye(number(parts[2]));
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
