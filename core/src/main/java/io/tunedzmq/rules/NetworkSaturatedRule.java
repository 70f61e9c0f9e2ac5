package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.InterfaceUse;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;

/** An interface at its speed; or, with both ends in sight, a path on which bytes wait while the receiver has none. */
final class NetworkSaturatedRule implements Rule {
    /** What Ethernet carries beside payload (headers, gaps between frames) takes 5 to 10 % of its speed. */
    private static final double INTERFACE = 0.9;

    @Override
    public List<Finding> find(Window window) {
        List<Finding> findings = new ArrayList<>();
        window.interfaces().stream()
                .filter(each -> each.use().orElse(0) >= INTERFACE)
                .map(each -> interfaceFull(window, each))
                .forEach(findings::add);
        if (findings.isEmpty() && !RuleConditions.bytesWait(window)) {
            for (PublisherUse publisher : RuleConditions.waitForPeers(window)) {
                RuleConditions.loser(window, publisher)
                        .filter(loser -> publisher.slowPeers().isEmpty() && !loser.pausing())
                        .ifPresent(loser -> findings.add(pathFull(window, publisher, loser)));
            }
        }
        return findings;
    }

    private static Finding interfaceFull(Window window, InterfaceUse each) {
        return new Finding(
                Symptom.NETWORK_SATURATED,
                RuleConditions.shortage(window) ? Severity.CRITICAL : Severity.WARNING,
                "network interface " + each.name(),
                "the network interface carries no more",
                List.of(
                        new Evidence("of its speed", WindowText.percent(each.use()), WindowText.percent(INTERFACE)),
                        new Evidence("busier direction", Text.memory(Math.round(each.bytesPerSecond())) + "/s", ""),
                        new Evidence("packets lost", Text.grouped(each.lost()), "")),
                List.of(),
                "publish less, compress the payloads, or use a faster interface; no setting here adds bandwidth");
    }

    /** By the mean of what its publisher sent. */
    private static String arrived(Window window, PublisherUse publisher, SubscriberUse subscriber) {
        long published = publisher.stats().published();
        return published == 0
                ? ""
                : " = "
                        + Text.memory(Math.round((double) subscriber.stats().received()
                                * publisher.stats().bytes()
                                / published
                                / window.seconds()))
                        + "/s";
    }

    private static Finding pathFull(Window window, PublisherUse publisher, SubscriberUse subscriber) {
        return new Finding(
                Symptom.NETWORK_SATURATED,
                Severity.CRITICAL,
                publisher.name(),
                "the path to a subscriber carries less than is published"
                        + (publisher.alwaysFull() ? ", all the time" : ", for a part of the time"),
                List.of(
                        publisher.queueFull(),
                        new Evidence(
                                "bytes that the peer has not taken yet",
                                "at " + WindowText.percent(publisher.unsent()) + " of the looks",
                                WindowText.percent(PublisherUse.ALWAYS)),
                        new Evidence(
                                "arrived, lost",
                                WindowText.rate(subscriber.stats().received(), window.seconds())
                                        + arrived(window, publisher, subscriber) + ", "
                                        + WindowText.rate(subscriber.stats().dropped(), window.seconds()),
                                "")),
                List.of(
                        new RuledOut(
                                Symptom.SLOW_SUBSCRIBER,
                                "the application had taken everything at "
                                        + WindowText.percent(
                                                subscriber.sampled().caughtUp()) + " of the looks"),
                        new RuledOut(Symptom.SNDHWM_TOO_LOW, "a longer queue only fills later"),
                        new RuledOut(Symptom.IO_THREADS_SATURATED, "every I/O thread has time left")),
                "publish at most "
                        + WindowText.rate(subscriber.stats().received(), window.seconds())
                        + " on this path, compress the payloads, let publishers wait with "
                        + ".overflow(OverflowPolicy.block(timeout)), or measure the path: iperf3 -c HOST");
    }
}
