package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.List;

/**
 * Connected, and nothing comes: a stock publisher does not answer, and sends nothing to exact topics, as it does not
 * end its topics as ours do.
 */
final class NoAnswerRule implements Rule {
    /** A publisher answers within milliseconds, and is asked again after half a second. */
    private static final double LEAST_SECONDS = 2;

    private static final int SHOWN = 128;

    @Override
    public List<Finding> find(Window window) {
        return window.enoughLooks() && window.seconds() >= LEAST_SECONDS
                ? window.subscribers().stream()
                        .filter(NoAnswerRule::waits)
                        .map(NoAnswerRule::finding)
                        .toList()
                : List.of();
    }

    /** Whether everything was up for the whole window, and no message waits that an answer may stand behind. */
    private static boolean waits(SubscriberUse subscriber) {
        return subscriber.unanswered()
                && !subscriber.exactTopic().isEmpty()
                && !subscriber.connects().endpoints().isEmpty()
                && subscriber.connects().sampled().complete() == 1
                && subscriber.connects().silent(0).isEmpty()
                && subscriber.connects().foreign().isEmpty()
                && subscriber.stats().reconnects() == 0
                && subscriber.sampled().backedUp() == 0
                && subscriber.sampled().caughtUp() > SubscriberUse.CAUGHT_UP;
    }

    private static Finding finding(SubscriberUse subscriber) {
        String topic = Text.printable(subscriber.exactTopic(), SHOWN);
        return new Finding(
                Symptom.NO_ANSWER,
                Severity.WARNING,
                subscriber.title(),
                "connected for the whole window, and no publisher of this library has answered; nothing has ever come",
                List.of(
                        new Evidence(
                                "connections that are up",
                                Text.grouped(subscriber.connected()) + " to "
                                        + String.join(
                                                ", ", subscriber.connects().endpoints()),
                                ""),
                        new Evidence("messages received, ever", "0", "1")),
                List.of(new RuledOut(
                        Symptom.NO_PUBLISHER, "every connection is up, and the peers said hello as ZeroMQ")),
                "if a publisher there is a stock one, it does not end its topics with NUL, and topic(\"" + topic
                        + "\") matches none of them: use topicPrefix(\"" + topic
                        + "\"). If a proxy is there, look whether its publishers run and whether it passes subscriptions on");
    }
}
