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
                        subscriber.name(),
                        "the subscriber had no connection to a publisher, or not to every one",
                        List.of(new Evidence(
                                "connections",
                                subscriber.connected() + ", complete at "
                                        + Show.percent(subscriber.sampled().connected()) + " of the looks",
                                Integer.toString(subscriber.connects().size()))),
                        List.of(new RuledOut(
                                Symptom.STALLED_HANDSHAKE, "no connection waits for the peer's first word")),
                        "start a publisher there, or correct connect(\""
                                + String.join("\"), connect(\"", subscriber.connects())
                                + "\"); from here: nc -vz HOST PORT"))
                .toList();
    }

    /** During the whole window: a connection that came about meanwhile is a normal start. */
    private static boolean alone(SubscriberUse subscriber) {
        return !subscriber.connects().isEmpty()
                && subscriber.sampled().connected() == 0
                && subscriber.connected() < subscriber.connects().size()
                && !StalledHandshake.stalled(subscriber);
    }
}
