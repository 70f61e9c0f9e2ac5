package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.List;

/** Nothing ever came of what a subscriber asks for, and a publisher has a topic that is nearly that. */
final class NoSuchTopicRule implements Rule {
    private static final int SHOWN = 128;

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .flatMap(each -> each.misspelledTopic().stream().map(misspelled -> finding(each, misspelled)))
                .toList();
    }

    private static Finding finding(SubscriberUse subscriber, ContextSnapshot.MisspelledTopic misspelled) {
        String asked = Text.printable(misspelled.asked(), SHOWN);
        String published = Text.printable(misspelled.published(), SHOWN);
        return new Finding(
                Symptom.NO_SUCH_TOPIC,
                Severity.NOTICE,
                subscriber.title(),
                "nothing has ever come of the topic '" + asked + "', and a publisher has '" + published + "'",
                List.of(
                        new Evidence("messages received, ever", "0", "1"),
                        new Evidence(
                                "told of by a publisher", "'" + published + "', and nothing that was asked for", "")),
                List.of(new RuledOut(
                        Symptom.NO_ANSWER, "a publisher is heard: it says which topics it has published lately")),
                "if that is meant, topic(\"" + published + "\"); else wait until something is published to topic(\""
                        + asked + "\")");
    }
}
