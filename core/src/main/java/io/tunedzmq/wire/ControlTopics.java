package io.tunedzmq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topics that the library keeps for itself. Subscriptions are the only thing that every ZeroMQ publisher reads and
 * forgets again, so everything that a subscriber says to a publisher is said as a subscription to such a topic.
 */
public final class ControlTopics {
    /** With which every control topic begins, and no other topic. */
    public static final byte FIRST_BYTE = Topics.RESERVED;

    private static final String ROOT = "\u007ftz/";
    private static final byte[] ROOT_BYTES = ROOT.getBytes(StandardCharsets.UTF_8);
    static final String READY = ROOT + "ready/";
    static final String ACK = ROOT + "ack/";
    static final String ECHO = ROOT + "echo/";
    static final String ABOUT = ROOT + "about/";
    static final String FILTER = ROOT + "filter/";
    static final String FROM = ROOT + "from/";
    static final String REPORT = ROOT + "report/";
    private static final String ALIVE = ROOT + "alive/";
    static final String SIGN = ROOT + "sign/";
    static final String BYE = ROOT + "bye/";
    static final String PROOF = ROOT + "proof/";
    static final String AGAIN = ROOT + "again/";
    static final String HAVE = ROOT + "have/";
    private static final String LOST = ROOT + "lost/";
    static final String GROUP = ROOT + "group/";
    static final String BUNDLES = ROOT + "bundles/";
    static final String SURE = "sure";
    static final String MISSING = "missing";

    /** No topic begins so, as it is no UTF-8: a proxy that sorts unsigned bytes sends it last. */
    private static final String LAST_ROOT = "\u00fftz/";

    private static final byte[] LAST_ROOT_BYTES = bytes(LAST_ROOT);
    private static final byte[] PROMISE = bytes(ALIVE);
    private static final byte[] LOST_BYTES = bytes(LOST);
    static final byte[] READY_BYTES = bytes(READY);
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

    private static final List<byte[]> STATEMENTS = Stream.of(
                    ACK, ECHO, ABOUT, FILTER, FROM, REPORT, ALIVE, SIGN, BYE, AGAIN, BUNDLES)
            .map(ControlTopics::bytes)
            .toList();

    private ControlTopics() {}

    /** Where a subscriber wants its echo. */
    public static String ready(long subscriberId, long round) {
        return READY + hex(subscriberId) + '/' + hex(round);
    }

    /**
     * As {@link #ready}, of a subscriber that wants an echo only if everything came that it has subscribed to; see
     * {@link ControlRequest.Answer#SURE}.
     */
    public static String sure(long subscriberId, long round) {
        return ready(subscriberId, round) + '/' + SURE;
    }

    /**
     * As {@link #sure(long, long)}, of a subscriber that has just said what it has subscribed to.
     *
     * @param speech in which it was said, see {@link RepetitionTopic}
     * @param said how much that was
     */
    public static String sure(long subscriberId, long round, long speech, int said) {
        return sure(subscriberId, round) + '/' + hex(speech) + '/' + hex(said);
    }

    /**
     * Asks for a word from whoever lacks a part of what the subscriber has subscribed to; see
     * {@link ControlRequest.Answer#MISSING}.
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
     * A subscriber's answer to a question that everybody can read; so the key, not the question, proves who answers.
     *
     * @param epoch of who asks: others may repeat its number
     * @param number of the PROBE or END that was received
     */
    public static String ack(long key, long epoch, long number) {
        return ACK + hex(key) + '/' + hex(EchoSums.publisher(key, epoch)) + '/' + hex(number);
    }

    /** A subscriber's answer to an ECHO, whose number it keeps to itself. */
    public static String echoed(ControlRequest.Echoed echoed) {
        return Stream.concat(Stream.of(echoed.key(), echoed.answer()), echoed.before().stream())
                .map(ControlTopics::hex)
                .collect(Collectors.joining("/", ECHO, ""));
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

    /**
     * That a subscriber has lost a connection: where it leads to a proxy behind another one, that one may have had no
     * room to say that all subscriptions end, and then that they begin again. To be said among what a subscriber has,
     * see {@link InventoryTopic}.
     *
     * @param losses connections that it has lost so far
     */
    public static String lost(long key, long losses) {
        return LOST + hex(key) + '/' + hex(losses);
    }

    /** Whether a message upstream says that. */
    public static boolean isLoss(byte[] message) {
        return begins(message, LOST_BYTES);
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
    public static String report(ControlRequest.Report report) {
        return Stream.of(
                        report.key(),
                        report.publisher(),
                        report.baseline(),
                        report.received(),
                        report.early(),
                        report.dropped(),
                        report.mark(),
                        report.within())
                .map(ControlTopics::hex)
                .collect(Collectors.joining("/", REPORT, ""));
    }

    /** Whether a message of any peer has such a topic; the first byte alone may begin anything. */
    static boolean beginsSo(byte[] frame) {
        return beginsWith(frame, ROOT_BYTES) || beginsWith(frame, LAST_ROOT_BYTES);
    }

    private static boolean beginsWith(byte[] frame, byte[] root) {
        return frame.length >= root.length && Arrays.equals(frame, 0, root.length, root, 0, root.length);
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

    /** Whether a message upstream selects nothing but control topics, as no other topic begins so. */
    public static boolean selectsOnlyThese(byte[] message) {
        return message.length > 1 && (message[1] == FIRST_BYTE || message[1] == LAST_ROOT_BYTES[0]);
    }

    static boolean begins(byte[] message, byte[] topic) {
        return message.length > topic.length && Arrays.equals(message, 1, 1 + topic.length, topic, 0, topic.length);
    }

    /** The bytes of the text in UTF-8, one character each. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a control topic. */
    public static byte[] bytes(String controlTopic) {
        return controlTopic.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String hex(long value) {
        return Long.toHexString(value);
    }
}
