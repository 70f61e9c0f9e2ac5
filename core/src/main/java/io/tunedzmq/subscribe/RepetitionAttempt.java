package io.tunedzmq.subscribe;

import io.tunedzmq.wire.RepetitionTopic;
import java.util.List;

/**
 * One attempt to tell a publisher everything: what is said, how, and how far it has come. Confined to the socket lock.
 */
final class RepetitionAttempt {
    final LackingPublisher publisher;

    /** The question that the publisher is to answer before the next part; then all before it has come. */
    long awaited;

    /** The last question, and when it was asked. */
    long lastAsked;

    long askedNs;

    /** Requests for the echo at the end without any answer. */
    int unanswered;

    private final List<byte[]> saying;
    private final long speech;
    private boolean anew;
    private boolean bySign;
    private int next;

    /**
     * @param saying what is to be said; what begins anew in another form takes its place
     * @param speech number of the words that are new to proxies
     */
    RepetitionAttempt(LackingPublisher publisher, List<byte[]> saying, long speech) {
        this.publisher = publisher;
        this.saying = saying;
        this.speech = speech;
    }

    /** From here on subscriptions are ended and begun, so that each proxy on the way that lacks one hears of it. */
    void fromTheStartAnew() {
        fromTheStart(true);
        bySign = true;
    }

    /** From here on they are said in words that proxies only pass on. */
    void fromTheStartInNewWords() {
        fromTheStart(false);
        bySign = publisher.some;
    }

    private void fromTheStart(boolean subscribingAnew) {
        anew = subscribingAnew;
        publisher.toldPastProxies = !subscribingAnew;
        unanswered = 0;
        next = 0;
        awaited = 0;
    }

    boolean isAnew() {
        return anew;
    }

    /** Whether a sign tells that a part has come: a publisher that has the proofs does not say that it lacks some. */
    boolean isBySign() {
        return bySign;
    }

    boolean isAllSaid() {
        return next == saying.size();
    }

    /** Whether the publisher has answered what it was asked last that counts. */
    boolean isAnswered() {
        return publisher.round >= awaited;
    }

    /** Says so many more at most. */
    void sayNext(int most, RepetitionVoice voice) {
        int end = Math.min(saying.size(), next + most);
        while (next < end) {
            byte[] subscription = saying.get(next);
            if (anew) {
                saying.set(next, voice.beginAnew(next, subscription));
            } else {
                voice.say(RepetitionTopic.bytes(speech, next, subscription));
            }
            next++;
        }
    }
}
