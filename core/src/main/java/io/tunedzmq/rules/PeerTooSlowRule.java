package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.RemoteSubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A queue that is full all the time for a subscriber of another process: slow, or behind a slow path. */
final class PeerTooSlowRule implements Rule {
    private static final int MOST_NAMED = 5;

    @Override
    public List<Finding> find(Window window) {
        return RuleConditions.waitForPeers(window).stream()
                .filter(PublisherUse::others)
                .filter(publisher -> publisher.lost()
                        ? RuleConditions.loser(window, publisher).isEmpty()
                                || !publisher.slowPeers().isEmpty()
                        : publisher.peers().stream().anyMatch(peer -> publisher.waitsFor(peer.id(), 0)))
                .map(publisher -> finding(window, publisher))
                .toList();
    }

    private static Finding finding(Window window, PublisherUse publisher) {
        List<RemoteSubscriberUse> slow = publisher.slowPeers().stream()
                .sorted(Comparator.comparing(RemoteSubscriberUse::dropped)
                        .thenComparing(RemoteSubscriberUse::behindFor)
                        .reversed())
                .limit(MOST_NAMED)
                .toList();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(publisher.queueFull());
        slow.forEach(peer -> evidence.add(new Evidence(
                peer.title() + " reported lost, and is behind for",
                WindowText.rate(peer.dropped(), window.seconds()) + ", " + Text.millis(peer.behindFor()),
                "")));
        evidence.add(new Evidence(
                "bytes that the peer has not taken yet",
                "at " + WindowText.percent(publisher.unsent()) + " of the looks",
                ""));
        evidence.add(new Evidence("published", WindowText.rate(publisher.stats().published(), window.seconds()), ""));
        evidence.add(new Evidence(
                "reported lost by all, refused",
                WindowText.rate(publisher.stats().dropped(), window.seconds()) + ", "
                        + WindowText.rate(publisher.stats().refused(), window.seconds()),
                ""));
        String whose = slow.isEmpty()
                ? "the subscriber's process"
                : "the process of " + slow.get(0).title();
        return new Finding(
                Symptom.PEER_TOO_SLOW,
                RuleConditions.severity(window),
                publisher.name(),
                "a subscriber of another process, or the path to it, takes less than is published"
                        + (publisher.alwaysFull() ? ", all the time" : ", for a part of the time"),
                evidence,
                List.of(
                        new RuledOut(Symptom.SNDHWM_TOO_LOW, "a longer queue only fills later"),
                        new RuledOut(Symptom.IO_THREADS_SATURATED, "every I/O thread has time left")),
                publisher.reports().isEmpty()
                        ? "find the connection with ss -ti on this machine: Send-Q is not 0, and rwnd_limited says that the"
                                + " peer does not read. It is not of this library, which would report: look at its process"
                        : "call diagnose(window) in " + whose
                                + ": it tells a slow application from a slow path; or on this machine "
                                + "ss -ti, where rwnd_limited says that the subscriber does not read");
    }
}
