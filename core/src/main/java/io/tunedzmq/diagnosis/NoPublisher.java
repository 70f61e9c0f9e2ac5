package io.tunedzmq.diagnosis;

import java.util.List;

/** A subscription that nobody has heard. */
final class NoPublisher implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .filter(subscriber -> window.enoughLooks() && alone(subscriber))
                .map(subscriber -> new Finding(
                        Symptom.NO_PUBLISHER,
                        Severity.WARNING,
                        subscriber.title(),
                        "the subscriber had no connection to a publisher, or not to every one",
                        List.of(new Evidence(
                                "endpoints without a connection",
                                String.join(", ", subscriber.missing()) + "; every endpoint had one at "
                                        + Show.percent(subscriber.sampled().connected()) + " of the looks",
                                "0")),
                        List.of(new RuledOut(Symptom.STALLED_HANDSHAKE, "nothing listens there")),
                        "start a publisher there, or correct connect(\""
                                + String.join("\"), connect(\"", subscriber.missing())
                                + "\"); from here: nc -vz HOST PORT"))
                .toList();
    }

    /** During the whole window: a connection that came about meanwhile is a normal start. */
    private static boolean alone(SubscriberUse subscriber) {
        return !subscriber.missing().isEmpty() && subscriber.sampled().connected() == 0;
    }
}
