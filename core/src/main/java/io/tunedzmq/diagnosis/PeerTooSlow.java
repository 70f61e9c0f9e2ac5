package io.tunedzmq.diagnosis;

import java.util.List;

/** A queue that is full all the time for a subscriber of another process: slow, or behind a slow path. */
final class PeerTooSlow implements Rule {
    @Override
    public List<Finding> find(Window window) {
        if (!Shortage.elsewhere(window) || Shortage.loser(window).isPresent()) {
            return List.of();
        }
        return Shortage.alwaysFull(window).map(publisher -> finding(window, publisher)).stream()
                .toList();
    }

    private static Finding finding(Window window, PublisherUse publisher) {
        return new Finding(
                Symptom.PEER_TOO_SLOW,
                Severity.CRITICAL,
                publisher.name(),
                "a subscriber of another process, or the path to it, takes less than is published, all the time",
                List.of(
                        publisher.queueFull(),
                        new Evidence(
                                "bytes that the peer has not taken yet",
                                "at " + Show.percent(publisher.unsent()) + " of the looks",
                                ""),
                        new Evidence("published", Show.rate(publisher.stats().published(), window.seconds()), ""),
                        new Evidence(
                                "reported lost, refused",
                                Show.rate(publisher.stats().dropped(), window.seconds()) + ", "
                                        + Show.rate(publisher.stats().refused(), window.seconds()),
                                "")),
                List.of(
                        new RuledOut(Symptom.SNDHWM_TOO_LOW, "a longer queue only fills later"),
                        new RuledOut(Symptom.IO_THREADS_SATURATED, "every I/O thread has time left")),
                "call diagnose(window) in the subscriber's process: it tells a slow application from a slow path; or on "
                        + "this machine ss -ti, where rwnd_limited says that the subscriber does not read");
    }
}
