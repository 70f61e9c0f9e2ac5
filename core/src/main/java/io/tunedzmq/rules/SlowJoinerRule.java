package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Window;
import java.time.Duration;
import java.util.List;

/** ZeroMQ sends only to whom it knows of: what is published before the first subscription arrives is gone. */
final class SlowJoinerRule implements Rule {
    /** A subscriber that comes so soon was meant to get the first message; a later one is simply late. */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    /** It happens once, at the start: still worth telling who asks a little later. */
    private static final Duration RECENT = Duration.ofSeconds(60);

    @Override
    public List<Finding> find(Window window) {
        // Who goes on looking is told once.
        Duration recent = window.sampled().goesOn() ? window.observed().window() : RECENT;
        return window.publishers().stream()
                .filter(publisher -> joinedSlowly(publisher, recent))
                .map(SlowJoinerRule::finding)
                .toList();
    }

    private static boolean joinedSlowly(PublisherUse publisher, Duration recent) {
        return publisher.publishedUnheard() > 0
                && publisher.untilHeardNs().orElse(Long.MAX_VALUE) <= TOGETHER.toNanos()
                && publisher.heardAgoNs() <= recent.toNanos();
    }

    private static Finding finding(PublisherUse publisher) {
        return new Finding(
                Symptom.SLOW_JOINER,
                Severity.WARNING,
                publisher.name(),
                "the first messages were published before the first subscription had arrived, and went to nobody",
                List.of(
                        new Evidence(
                                "published to its topics before, to nobody",
                                Text.grouped(publisher.publishedUnheard()),
                                "1"),
                        new Evidence(
                                "from opening to the first subscription",
                                Text.millis(Duration.ofNanos(
                                        publisher.untilHeardNs().orElse(0))),
                                "up to " + Text.millis(TOGETHER))),
                List.of(new RuledOut(Symptom.SNDHWM_TOO_LOW, "no queue was full: there is none before a subscription")),
                "publisher.awaitSubscribers(1, topic, Duration.ofSeconds(5)) before the first publish");
    }
}
