package io.tunedzmq.diagnosis;

import java.util.List;

/** TCP is up, ZeroMQ is not. */
final class StalledHandshake implements Rule {
    /** A handshake takes milliseconds, and one that stalls inside JeroMQ is healed within a tenth of a second. */
    private static final double HANDSHAKING = 0.5;

    static boolean stalled(SubscriberUse subscriber) {
        return subscriber.sampled().handshaking() >= HANDSHAKING;
    }

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .filter(StalledHandshake::stalled)
                .map(subscriber -> new Finding(
                        Symptom.STALLED_HANDSHAKE,
                        Severity.WARNING,
                        subscriber.name(),
                        "a peer accepts connections and never says hello as ZeroMQ does",
                        List.of(new Evidence(
                                "waiting for the peer's first word",
                                Show.percent(subscriber.sampled().handshaking()) + " of the looks",
                                Show.percent(HANDSHAKING))),
                        List.of(new RuledOut(Symptom.NO_PUBLISHER, "something listens there")),
                        "check the port: another service, or a proxy without its target, answers at "
                                + String.join(" or ", subscriber.connects())))
                .toList();
    }
}
