package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;

/** Fast enough on average, but it pauses for longer than the queues last. */
final class RcvHwmTooLowRule implements Rule {
    /** Looks are 10 ms and more apart; a shorter pause is not told from a late look. */
    static final long LEAST_PAUSE_MILLIS = 50;

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .filter(each -> RuleConditions.elsewhere(window, each) && explains(window, each))
                .map(each -> finding(window, each))
                .toList();
    }

    /** Whether the pauses of a subscriber's application explain its loss better than a publisher's bursts do. */
    static boolean explains(Window window, SubscriberUse subscriber) {
        long burst = RuleConditions.publishersOf(window, subscriber)
                .mapToLong(PublisherUse::burst)
                .max()
                .orElse(0);
        long backlog = subscriber.pauseBacklog(window.seconds());
        boolean alwaysFull = RuleConditions.publishersOf(window, subscriber).anyMatch(PublisherUse::alwaysFull);
        return RuleConditions.suffers(window, subscriber)
                && subscriber.sampled().paused() > 0
                && (!alwaysFull || subscriber.pausing())
                && subscriber.longestPause().toMillis() >= LEAST_PAUSE_MILLIS
                && !GcPausesRule.mayBe(window, subscriber.longestPause())
                && backlog > burst
                && (subscriber.hwm() == 0 || backlog >= subscriber.hwm());
    }

    /** Whether they do so of a subscriber of this publisher. */
    static boolean explains(Window window, PublisherUse publisher) {
        return window.subscribers().stream()
                .anyMatch(each -> publisher.reports().containsKey(each.id()) && explains(window, each));
    }

    private static Finding finding(Window window, SubscriberUse subscriber) {
        double seconds = window.seconds();
        long rate = WindowText.roundUp(Math.max(1, Math.round(subscriber.offered() / seconds)));
        // Twice: a window has seen only some of the pauses.
        long pause = WindowText.roundUp(2 * subscriber.longestPause().toMillis());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "longest pause of the application",
                Text.millis(subscriber.longestPause()),
                LEAST_PAUSE_MILLIS + " ms"));
        evidence.add(new Evidence(
                "messages that come in such a pause",
                Text.grouped(subscriber.pauseBacklog(seconds)),
                "hwm of the subscriber: " + subscriber.hwm()));
        evidence.add(new Evidence(
                "dropped",
                Text.grouped(subscriber.stats().dropped()) + " of " + Text.grouped(subscriber.offered()),
                ""));
        subscriber.busyAt().ifPresent(stack -> evidence.add(new Evidence("most often here", stack.toString(), "")));
        return new Finding(
                Symptom.RCVHWM_TOO_LOW,
                Severity.CRITICAL,
                subscriber.title(),
                "the application pauses longer than the queue lasts, and catches up in between",
                evidence,
                List.of(
                        new RuledOut(
                                Symptom.SLOW_SUBSCRIBER,
                                "it had taken everything at "
                                        + WindowText.percent(
                                                subscriber.sampled().caughtUp()) + " of the looks"),
                        new RuledOut(Symptom.SNDHWM_TOO_LOW, "no publisher here ran ahead of its average by as much"),
                        new RuledOut(Symptom.IO_THREADS_SATURATED, "every I/O thread has time left")),
                HwmFix.burst(window, subscriber, rate, pause));
    }
}
