package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.window.ContextSnapshot;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says everything again to a publisher that has not heard all of it. A proxy tells a publisher that connects, at once,
 * all that it was asked for, and drops what exceeds the high water mark of that connection; what it was asked for once
 * it does not pass on a second time. So it is said in words that are new to the proxy, in parts that fit into its
 * queue, each when the publisher has answered behind the one before. The publisher accepts the last words, the proofs,
 * only if nothing was missing before them. Its echo comes only through proxies that know the proofs. Where it does not
 * come, a proxy between two others lacks something: then the subscriptions themselves are ended and begun anew. So they
 * are, too, while no publisher has shown that the proxies have everything: a proxy passes new words on, and lacks
 * afterwards what it lacked before.
 *
 * <p>For what comes over one connection: see {@link SubscriptionRepetitions}.
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

    /** The same where each ends and begins, and so does what stands in for it meanwhile. */
    static final int PART_ANEW = PART / 2;

    /** Others behind the same proxy may be at it at the same time: then each part has to be smaller, down to this. */
    private static final int LEAST_PART = 25;

    static final long ANSWER_NS = RepetitionTurns.ANSWER_NS;

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

    private final Supplier<List<byte[]>> everything;
    private final LongSupplier newSpeech;
    private final RepetitionVoice voice;
    private final Consumer<Long> onGivenUp;
    private final RepetitionTurns turns;
    private final LackingPublishers lacking = new LackingPublishers();

    /** Null: nothing is being said. */
    private @Nullable RepetitionAttempt attempt;

    /** Turns in a row after which nobody was told everything, whoever it was. */
    private int inVain;

    private long notBeforeNs;
    private volatile ContextSnapshot.Unheard unheard = ContextSnapshot.Unheard.NONE;

    /**
     * @param everything that was subscribed to, the proofs last, to be replaced by what begins anew
     * @param newSpeech numbers that nobody guesses
     * @param onGivenUp told of the epoch of a publisher that cannot be told everything
     * @param turns those of all connections
     */
    SubscriptionRepetition(
            Supplier<List<byte[]>> everything,
            LongSupplier newSpeech,
            RepetitionVoice voice,
            Consumer<Long> onGivenUp,
            RepetitionTurns turns) {
        this.everything = everything;
        this.newSpeech = newSpeech;
        this.voice = voice;
        this.onGivenUp = onGivenUp;
        this.turns = turns;
        notBeforeNs = System.nanoTime();
    }

    /** What publishers have not heard. */
    ContextSnapshot.Unheard unheard() {
        return unheard;
    }

    private void isUnheard(int subscriptions, long nowNs) {
        unheard = new ContextSnapshot.Unheard(subscriptions, lacking.unheard(), nowNs);
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
    void lacks(long epoch, long round, boolean some, long nowNs) {
        LackingPublisher known = lacking.get(epoch);
        if (known != null) {
            known.heardNs = nowNs;
            known.some = known.round > round ? known.some : some;
            known.round = Math.max(known.round, round);
        } else if (lacking.takes(epoch)) {
            voice.hold(true);
            // Of those that come in between, whatever they call themselves, each goes by the question after that.
            boolean due = turns.takeQuestion(RepetitionTurns.Question.ECHO, nowNs);
            long first = due ? voice.askForEcho() : voice.lastAsked() + 1;
            lacking.add(epoch, first, nowNs);
        }
        maintain(nowNs);
    }

    /** A publisher has everything; returns whether it had lacked something. */
    boolean echoed(long epoch, long round, long nowNs) {
        LackingPublisher known = lacking.get(epoch);
        if (known == null) {
            lacking.proves(epoch);
            return false;
        }
        if (round < known.sinceRound) {
            return false;
        }
        if (known.toldPastProxies && !lacking.proxiesAreProven(known)) {
            if (attempt != null && known == attempt.publisher) {
                beginAnew(attempt);
                maintain(nowNs);
            }
            return false;
        }
        lacking.proves(epoch);
        if (known.attempts > 0) {
            log.warn(
                    "the publisher {} has heard all subscriptions now, {} ms after they were first said again",
                    Long.toHexString(epoch),
                    (nowNs - known.beganNs) / 1_000_000);
        }
        leaves(epoch, false, nowNs);
        return true;
    }

    /** A publisher has answered a question for a sign. */
    void sign(long epoch, long round, long nowNs) {
        LackingPublisher known = lacking.get(epoch);
        if (known != null) {
            known.heardNs = nowNs;
            if (attempt != null && known == attempt.publisher && attempt.isBySign()) {
                known.round = Math.max(known.round, round);
            }
            maintain(nowNs);
        }
    }

    /** A publisher has ended. */
    void ended(long epoch) {
        if (lacking.get(epoch) != null) {
            leaves(epoch, true, System.nanoTime());
        }
    }

    /** The connection is lost: there is nobody to whom anything could be said. */
    void lost() {
        lacking.clear();
        attempt = null;
        turns.pass(this);
        voice.hold(false);
    }

    private void leaves(long epoch, boolean lacksSomething, long nowNs) {
        lacking.remove(epoch);
        RepetitionAttempt ending = attempt;
        if (ending != null && ending.publisher.epoch == epoch) {
            attempt = null;
            rest(lacksSomething, nowNs);
            isUnheard(unheard.subscriptions(), nowNs);
        }
        if (lacking.isEmpty()) {
            turns.pass(this);
            voice.hold(false);
        }
    }

    /**
     * The turn is over. The next one may begin after as long a time, and after twice as long each time that it was in
     * vain: publishers that were made up cost nothing and end as they like.
     */
    private void rest(boolean forNothing, long nowNs) {
        inVain = forNothing ? inVain + 1 : 0;
        notBeforeNs = nowNs + Math.max(FIRST_PAUSE_NS << Math.min(inVain, MOST_ATTEMPTS), turns.heldNs(this, nowNs));
        turns.pass(this);
    }

    /** Does what is due; cheap while nobody lacks anything. */
    void maintain(long nowNs) {
        if (lacking.isEmpty()) {
            return;
        }
        forgetGone(nowNs);
        if (!isItsTurn(nowNs)) {
            askWhileItWaits(nowNs);
        } else if (attempt == null) {
            begin(nowNs);
        } else {
            goOn(attempt, nowNs);
        }
    }

    private void forgetGone(long nowNs) {
        for (LackingPublisher each : lacking.silentFor(GONE_NS, nowNs)) {
            if (attempt != null && each == attempt.publisher && attempt.isAllSaid()) {
                // Its answer does not get through: a proxy on the way lacks something, too.
                onGivenUp.accept(each.epoch);
            }
            leaves(each.epoch, true, nowNs);
        }
    }

    private boolean isItsTurn(long nowNs) {
        if (turns.has(this)) {
            return true;
        }
        boolean wanted = nowNs - notBeforeNs >= 0 && (attempt != null || lacking.any(LackingPublisher::certain));
        if (!wanted) {
            turns.pass(this);
        }
        return wanted && turns.take(this, nowNs);
    }

    private void askWhileItWaits(long nowNs) {
        if (lacking.any(each -> !each.certain())) {
            if (turns.takeQuestion(RepetitionTurns.Question.ECHO, nowNs)) {
                voice.askForEcho();
            }
        } else if (lacking.any(each -> each.some || each.attempts > 0)) {
            if (turns.takeQuestion(RepetitionTurns.Question.SIGN, nowNs)) {
                voice.askForSign(); // Or one that waits for its turn would be taken for gone.
            }
        } else if (!lacking.isEmpty() && turns.takeQuestion(RepetitionTurns.Question.WHO_LACKS, nowNs)) {
            voice.ask();
        }
    }

    private void begin(long nowNs) {
        LackingPublisher next = lacking.firstCertain();
        if (next != null) {
            begin(next, nowNs);
        }
    }

    private void begin(LackingPublisher publisher, long nowNs) {
        List<byte[]> saying = everything.get();
        isUnheard(saying.size(), nowNs);
        if (publisher.attempts++ == 0) {
            publisher.beganNs = nowNs;
            log.warn(
                    "the publisher {} behind a proxy has not heard all {} subscriptions, as a proxy drops what is beyond its SNDHWM: "
                            + "they are said again, and until then awaitReady is false and what it publishes may not come; raise the HWM of the proxy's XSUB "
                            + "socket above the number of all subscriptions",
                    Long.toHexString(publisher.epoch),
                    saying.size());
        }
        RepetitionAttempt begun = new RepetitionAttempt(publisher, saying, newSpeech.getAsLong());
        attempt = begun;
        // What others behind the proxy have asked for, too, ends and begins there only.
        if (publisher.attempts % 2 == 1 && (publisher.some || !lacking.proxiesAreProven(publisher))) {
            begun.fromTheStartAnew();
        } else {
            begun.fromTheStartInNewWords();
        }
        goOn(begun, nowNs);
    }

    /** Subscribes anew, so that each proxy on the way that lacks something hears of it. */
    private void beginAnew(RepetitionAttempt under) {
        under.publisher.sinceRound = under.lastAsked + 1;
        under.fromTheStartAnew();
    }

    private void goOn(RepetitionAttempt under, long nowNs) {
        if (!under.isAnswered()) {
            if (nowNs - under.askedNs >= ANSWER_NS) {
                askAgain(under, nowNs);
            }
        } else if (under.isAllSaid()) {
            fails(under, nowNs); // It lacks something still.
        } else if (turns.isLonger(RepetitionTurns.LONGEST_NS, nowNs)) {
            rest(true, nowNs); // It goes on in its next turn.
        } else if (turns.maySpeak(nowNs)) {
            turns.speak(() -> sayNext(under, nowNs), nowNs);
        }
    }

    private void askAgain(RepetitionAttempt under, long nowNs) {
        if (turns.isLonger(ANSWER_NS, nowNs)) {
            rest(true, nowNs); // Likewise: who answers slowly keeps others waiting.
            return;
        }
        ask(under, nowNs); // A late answer to the first question tells as much.
        if (under.isAllSaid() && !under.isAnew() && ++under.unanswered >= MOST_UNANSWERED) {
            beginAnew(under);
            goOn(under, nowNs);
        }
    }

    private void sayNext(RepetitionAttempt under, long nowNs) {
        int part = under.isAnew() ? PART_ANEW : PART;
        under.sayNext(Math.max(LEAST_PART, part >> (under.publisher.attempts - 1)), voice);
        ask(under, nowNs);
        under.awaited = under.lastAsked;
    }

    private void ask(RepetitionAttempt under, long nowNs) {
        under.askedNs = nowNs;
        if (under.isAllSaid()) {
            under.lastAsked = voice.askForEcho();
        } else {
            under.lastAsked = under.isBySign() ? voice.askForSign() : voice.ask();
        }
    }

    private void fails(RepetitionAttempt failed, long nowNs) {
        attempt = null;
        rest(true, nowNs);
        if (failed.publisher.attempts >= MOST_ATTEMPTS) {
            long epoch = failed.publisher.epoch;
            lacking.giveUp(epoch);
            onGivenUp.accept(epoch);
            leaves(epoch, true, nowNs);
            isUnheard(unheard.subscriptions(), nowNs);
        }
    }
}
