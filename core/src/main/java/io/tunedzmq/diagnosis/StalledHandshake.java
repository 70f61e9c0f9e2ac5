package io.tunedzmq.diagnosis;

import java.util.List;

/** TCP is up, ZeroMQ is not. */
final class StalledHandshake implements Rule {
    /** A handshake takes milliseconds, and one that stalls inside JeroMQ is healed within a tenth of a second. */
    private static final double HANDSHAKING = 0.5;

    /** Less is a busy machine. */
    private static final double LEAST_SECONDS = 0.5;

    private static boolean stalled(Window window, SubscriberUse subscriber) {
        double share = subscriber.sampled().handshaking();
        return !subscriber.handshaking().isEmpty() && share >= HANDSHAKING && share * window.seconds() >= LEAST_SECONDS;
    }

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .filter(subscriber -> stalled(window, subscriber))
                .map(subscriber -> new Finding(
                        Symptom.STALLED_HANDSHAKE,
                        Severity.WARNING,
                        subscriber.title(),
                        "a peer accepts connections and never says hello as ZeroMQ does",
                        List.of(new Evidence(
                                "waiting for the peer's first word",
                                Show.percent(subscriber.sampled().handshaking()) + " of the looks",
                                Show.percent(HANDSHAKING))),
                        List.of(new RuledOut(Symptom.NO_PUBLISHER, "something listens there")),
                        "check the port: another service, or a proxy without its target, answers at "
                                + String.join(" or ", subscriber.handshaking())))
                .toList();
    }
}
