package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.ledger.PeerConnection;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.wire.RepetitionTopic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says everything again to a publisher that has not heard all of it. A proxy tells a publisher that connects, at once,
 * all that it was asked for, and drops what exceeds the high water mark of that connection; what it has been asked for
 * before it forwards to nobody. So it is said in words that are new to the proxy, in parts that fit into its queue,
 * each when the publisher has answered behind the one before. The publisher accepts the last words, the proofs, only if
 * nothing was missing before them. Its echo comes through those who know the proofs alone; where it does not come, a
 * proxy between two others lacks something, and the subscriptions themselves are ended and begun anew. So they are
 * where no publisher has shown yet that the proxies have everything: new words pass by what these lack.
 *
 * <p>Confined: guarded by the socket's lock; {@link #unheard()} from any thread.
 */
final class SubscriptionRepetition {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    /**
     * Subscriptions in a part, each of which begins and ends. A proxy holds a thousand messages by default, and hears
     * of every five hundred that were sent.
     */
    static final int PART = 200;

    /** Others behind the same proxy may be at it at the same time: then each part has to be smaller, down to this. */
    private static final int LEAST_PART = 25;

    /** For an answer, before the question is asked again. */
    static final long ANSWER_NS = 1_000_000_000;

    /** A publisher that does not answer for so long is gone. */
    static final long GONE_NS = 10_000_000_000L;

    /**
     * Attempts after which it is left alone: something between here and there cannot bear it, or it is no publisher of
     * ours.
     */
    static final int MOST_ATTEMPTS = 6;

    /** Requests for the echo at the end without any answer, after which a proxy is taken to lack something. */
    private static final int MOST_UNANSWERED = 3;

    private static final long FIRST_PAUSE_NS = 1_000_000_000;

    private static final int MOST_LACKING = 64;

    /** How a subscriber talks to its publishers. */
    interface Voice {
        /** Subscribes to the bytes and ends that. */
        void say(byte[] bytes);

        /**
         * Ends a subscription and begins it again: then a proxy that lacks it hears of it, if nobody else behind the
         * next one has it.
         */
        void beginAnew(byte[] bytes);

        /**
         * Asks for an echo that proves nothing but that what was said before has come; returns the number of the
         * question.
         */
        long askForSign();

        /** Asks who lacks something; returns the number of the question. */
        long ask();

        /** Asks for an echo; returns the number of the question. */
        long askForEcho();

        /** Whether echoes of others prove nothing, because a publisher lacks something. */
        void hold(boolean hold);
    }

    /** A publisher that lacks something. */
    private static final class Lacking {
        final PeerConnection connection;
        /** Answers to questions before this one may be older than what was said since. */
        long sinceRound;

        /** Whether it has never had everything over this connection. */
        final boolean fresh;

        /** Whether the last ones came, and something before them did not: a proxy may lack it, too. */
        boolean some;

        /** Whether it was told in words that proxies only pass on: what it has since, they may lack. */
        boolean toldPastProxies;

        long round;
        long heardNs;
        int attempts;

        Lacking(PeerConnection connection, boolean fresh, long sinceRound, long nowNs) {
            this.connection = connection;
            this.fresh = fresh;
            this.sinceRound = sinceRound;
            heardNs = nowNs;
        }

        /** Whether it has answered so after it could have heard the rest of what a proxy tells it. */
        boolean certain() {
            return round >= sinceRound;
        }
    }

    private final Supplier<List<byte[]>> everything;
    private final LongSupplier newSpeech;
    private final Voice voice;
    private final Consumer<Long> onGivenUp;
    private final Map<Long, Lacking> lacking = new LinkedHashMap<>();

    /** Publishers that were given up, by epoch. */
    private final Map<Long, PeerConnection> givenUp = new LinkedHashMap<>();

    /** Publishers that have shown that they and all proxies on the way have everything, by epoch. */
    private final Map<Long, PeerConnection> proven = new LinkedHashMap<>();

    /** The one that is waited for, and the question that it is to answer; null: nothing is being said. */
    private @Nullable Lacking target;

    private long targetEpoch;
    private List<byte[]> saying = List.of();

    /**
     * Whether the publisher has everything, and what it answers does not come through a proxy that lacks something
     * itself.
     */
    private boolean anew;

    /** Whether a sign tells that a part has come: a publisher that has the proofs does not say that it lacks some. */
    private boolean bySign;

    private int unanswered;
    private long speech;
    private int next;
    private long awaited;
    private long lastAsked;
    private long askedNs;
    private long beganNs;
    private long notBeforeNs;
    private boolean heard;
    private volatile ContextSnapshot.Unheard unheard = ContextSnapshot.Unheard.NONE;

    /**
     * @param everything that was subscribed to, the proofs last
     * @param newSpeech numbers that nobody guesses
     * @param onGivenUp told of the epoch of a publisher that cannot be told everything
     */
    SubscriptionRepetition(
            Supplier<List<byte[]>> everything, LongSupplier newSpeech, Voice voice, Consumer<Long> onGivenUp) {
        this.everything = everything;
        this.newSpeech = newSpeech;
        this.voice = voice;
        this.onGivenUp = onGivenUp;
        notBeforeNs = System.nanoTime();
    }

    /** What publishers have not heard. */
    ContextSnapshot.Unheard unheard() {
        return unheard;
    }

    private void isUnheard(int subscriptions, long nowNs) {
        unheard = new ContextSnapshot.Unheard(subscriptions, lacking.size() + givenUp.size(), nowNs);
    }

    /** Whether a publisher has ever said that it lacks something. */
    boolean heardOfAny() {
        return heard;
    }

    /** Whether some publisher lacks something. */
    boolean pending() {
        return !lacking.isEmpty();
    }

    /**
     * A publisher has said that something is missing, to this question. Comes twice where it was read ahead.
     *
     * @param some whether the proofs came
     */
    void lacks(long epoch, PeerConnection connection, long round, boolean some, long nowNs) {
        heard = true;
        Lacking known = lacking.get(epoch);
        if (known != null && known.connection == connection) {
            known.heardNs = nowNs;
            known.some = known.round > round ? known.some : some;
            known.round = Math.max(known.round, round);
        } else if (lacking.size() < MOST_LACKING && !isGivenUp(epoch, connection)) {
            voice.hold(true);
            boolean fresh = !connection.equals(proven.get(epoch));
            lacking.put(epoch, new Lacking(connection, fresh, voice.askForEcho(), nowNs));
            askedNs = nowNs;
        }
        maintain(nowNs);
    }

    private boolean isGivenUp(long epoch, PeerConnection connection) {
        return connection.equals(givenUp.get(epoch));
    }

    /** A publisher has everything; returns whether it had lacked something. */
    boolean echoed(long epoch, PeerConnection connection, long round, long nowNs) {
        Lacking known = lacking.get(epoch);
        if (known == null) {
            proves(epoch, connection);
            return false;
        }
        if (round < known.sinceRound) {
            return false;
        }
        if (known.toldPastProxies && !proxiesAreProven(known)) {
            if (known == target) {
                beginAnew(known, nowNs);
            }
            return false;
        }
        proves(epoch, connection);
        if (known.attempts > 0) {
            log.warn(
                    "the publisher {} has heard all subscriptions now, {} ms after they were first said again",
                    Long.toHexString(epoch),
                    (nowNs - beganNs) / 1_000_000);
        }
        leaves(epoch);
        return true;
    }

    private void proves(long epoch, PeerConnection connection) {
        proven.remove(epoch);
        if (proven.size() >= MOST_LACKING) {
            proven.remove(proven.keySet().iterator().next());
        }
        proven.put(epoch, connection);
    }

    /**
     * Whether the proxies on the way to it have everything, because another publisher has shown it; one that has shown
     * it itself and lacks something now may have lost the proxy next to it.
     */
    private boolean proxiesAreProven(Lacking publisher) {
        return publisher.fresh && proven.containsValue(publisher.connection);
    }

    /** A publisher has answered a question for a sign. */
    void sign(long epoch, long round, long nowNs) {
        Lacking known = lacking.get(epoch);
        if (known != null) {
            known.heardNs = nowNs;
            if (known == target && bySign) {
                known.round = Math.max(known.round, round);
            }
            maintain(nowNs);
        }
    }

    /** A publisher has ended. */
    void ended(long epoch) {
        if (lacking.containsKey(epoch)) {
            leaves(epoch);
        }
    }

    /** A connection was lost: whatever comes over a new one is new. */
    void lost() {
        lacking.clear();
        givenUp.clear();
        proven.clear();
        stop();
        voice.hold(false);
        unheard = ContextSnapshot.Unheard.NONE;
    }

    private void leaves(long epoch) {
        lacking.remove(epoch);
        if (target != null && targetEpoch == epoch) {
            stop();
            long nowNs = System.nanoTime();
            notBeforeNs = nowNs + Math.max(FIRST_PAUSE_NS, nowNs - beganNs); // Half of the time at most.
            isUnheard(unheard.subscriptions(), nowNs);
        }
        if (lacking.isEmpty()) {
            voice.hold(false);
        }
    }

    private void stop() {
        target = null;
        saying = List.of(); // There may be very many.
    }

    /** Does what is due; cheap while nobody lacks anything. */
    void maintain(long nowNs) {
        if (lacking.isEmpty()) {
            return;
        }
        Map.copyOf(lacking).forEach((epoch, each) -> {
            if (each.connection.closed() || nowNs - each.heardNs >= GONE_NS) {
                if (each == target && next == saying.size() && !each.connection.closed()) {
                    onGivenUp.accept(
                            epoch); // Its answer does not get through: a proxy on the way lacks something, too.
                }
                leaves(epoch);
            }
        });
        if (target != null) {
            goOn(target, nowNs);
        } else if (nowNs - notBeforeNs >= 0) {
            begin(nowNs);
        }
        if (target == null && !lacking.isEmpty() && nowNs - askedNs >= ANSWER_NS) {
            askedNs = nowNs;
            boolean some = lacking.values().stream().anyMatch(each -> each.some);
            if (some) { // Or one that waits for its turn would be taken for gone.
                voice.askForSign();
            } else {
                voice.ask();
            }
        }
    }

    private void begin(long nowNs) {
        lacking.forEach((epoch, each) -> {
            if (target == null && each.certain()) {
                target = each;
                targetEpoch = epoch;
            }
        });
        if (target == null) {
            return;
        }
        saying = everything.get();
        isUnheard(saying.size(), nowNs);
        if (target.attempts++ == 0) {
            beganNs = nowNs;
            log.warn(
                    "the publisher {} behind a proxy has not heard all {} subscriptions, as a proxy drops what is beyond its SNDHWM: "
                            + "they are said again, and until then awaitReady is false and what it publishes may not come; raise the HWM of the proxy's XSUB "
                            + "socket above the number of all subscriptions",
                    Long.toHexString(targetEpoch),
                    saying.size());
        }
        speech = newSpeech.getAsLong();
        // What others behind the proxy have asked for, too, ends and begins there only.
        anew = target.attempts % 2 == 1 && (target.some || !proxiesAreProven(target));
        bySign = anew || target.some;
        fromTheStart(target, nowNs);
    }

    private void fromTheStart(Lacking to, long nowNs) {
        to.toldPastProxies = !anew;
        unanswered = 0;
        next = 0;
        awaited = 0;
        goOn(to, nowNs);
    }

    /** Subscribes anew, so that each proxy on the way that lacks something hears of it. */
    private void beginAnew(Lacking to, long nowNs) {
        to.sinceRound = lastAsked + 1;
        anew = true;
        bySign = true;
        fromTheStart(to, nowNs);
    }

    private void goOn(Lacking to, long nowNs) {
        if (to.round < awaited) {
            if (nowNs - askedNs >= ANSWER_NS) {
                long unused = ask(nowNs); // A late answer to the first question tells as much.
                if (next == saying.size() && !anew && ++unanswered >= MOST_UNANSWERED) {
                    beginAnew(to, nowNs);
                }
            }
            return;
        }
        if (next == saying.size()) {
            fails(to, nowNs); // It lacks something still.
            return;
        }
        int part = Math.max(LEAST_PART, PART >> (to.attempts - 1));
        int end = Math.min(saying.size(), next + part);
        while (next < end) {
            byte[] subscription = saying.get(next);
            if (anew) {
                voice.beginAnew(subscription);
            } else {
                voice.say(RepetitionTopic.bytes(speech, next, subscription));
            }
            next++;
        }
        awaited = ask(nowNs);
    }

    private long ask(long nowNs) {
        askedNs = nowNs;
        if (next == saying.size()) {
            lastAsked = voice.askForEcho();
        } else {
            lastAsked = bySign ? voice.askForSign() : voice.ask();
        }
        return lastAsked;
    }

    private void fails(Lacking to, long nowNs) {
        long epoch = targetEpoch;
        stop();
        notBeforeNs = nowNs + (FIRST_PAUSE_NS << to.attempts);
        if (to.attempts >= MOST_ATTEMPTS) {
            if (givenUp.size() >= MOST_LACKING) {
                givenUp.remove(givenUp.keySet().iterator().next());
            }
            givenUp.put(epoch, to.connection);
            onGivenUp.accept(epoch);
            leaves(epoch);
            isUnheard(unheard.subscriptions(), nowNs);
        }
    }
}
