package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Quantities;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Everybody is fast enough on average, but a publisher bursts for more than its queue holds. */
final class SndHwmTooLowRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        if (!Shortage.elsewhere(window)) {
            return List.of();
        }
        Optional<PublisherUse> bursting = window.publishers().stream()
                .filter(each -> each.overflowed()
                        && each.full() < PublisherUse.ALWAYS
                        && !pausesExplain(window, each)
                        && each.burst() > each.queue().hwm())
                .max(Comparator.comparing(PublisherUse::burst));
        return bursting
                .map(publisher -> finding(window, publisher))
                .or(() -> window.publishers().stream().anyMatch(PublisherUse::overflowed)
                        ? Optional.empty()
                        : Shortage.loser(window)
                                .filter(subscriber -> !RcvHwmTooLowRule.explains(window, subscriber))
                                .map(subscriber -> fromAfar(window, subscriber)))
                .stream()
                .toList();
    }

    private static boolean pausesExplain(Window window, PublisherUse publisher) {
        return window.subscribers().stream()
                .anyMatch(
                        each -> publisher.reports().containsKey(each.id()) && RcvHwmTooLowRule.explains(window, each));
    }

    private static Finding finding(Window window, PublisherUse publisher) {
        // Twice: a window has seen only some of the bursts.
        long hwm = Quantities.roundUp(
                Math.max(2 * publisher.burst(), 2L * publisher.queue().hwm()));
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "largest burst",
                Text.grouped(publisher.burst()) + " messages",
                "hwm: " + Text.grouped(publisher.queue().hwm())));
        evidence.add(new Evidence(
                "its queue was full",
                Quantities.percent(publisher.full()) + " of the looks",
                "below " + Quantities.percent(PublisherUse.ALWAYS)));
        evidence.add(new Evidence(
                publisher.drops() ? "frames without room for somebody" : "refused",
                Text.grouped(
                        publisher.drops()
                                ? publisher.stats().stalls()
                                : publisher.stats().refused()),
                "1"));
        return new Finding(
                Symptom.SNDHWM_TOO_LOW,
                Severity.CRITICAL,
                publisher.name(),
                "the publisher's queue is too short for its bursts",
                evidence,
                ruledOut(window),
                HwmFix.messages(window, publisher, hwm));
    }

    /** The publisher is in another process: only that messages are missing is known, not how many it queued. */
    private static Finding fromAfar(Window window, SubscriberUse subscriber) {
        long least =
                subscriber.stats().dropped() / Math.max(1, subscriber.stats().gaps());
        return new Finding(
                Symptom.SNDHWM_TOO_LOW,
                Severity.CRITICAL,
                subscriber.title(),
                "messages were lost on the way here; most likely a publisher's queue is too short for its bursts",
                List.of(
                        new Evidence(
                                "dropped",
                                Text.grouped(subscriber.stats().dropped()) + " in "
                                        + Text.grouped(subscriber.stats().gaps()) + " gaps",
                                "1"),
                        SlowSubscriberRule.caughtUp(subscriber)),
                ruledOut(window),
                "raise hwm of the publisher by at least " + Text.literal(Quantities.roundUp(Math.max(1, least)))
                        + ", the mean gap; diagnose(window) in its process gives the number");
    }

    private static List<RuledOut> ruledOut(Window window) {
        List<RuledOut> ruledOut = new ArrayList<>();
        if (!window.subscribers().isEmpty()) {
            ruledOut.add(new RuledOut(
                    Symptom.SLOW_SUBSCRIBER, "every application of this process had time left between messages"));
            ruledOut.add(new RuledOut(Symptom.RCVHWM_TOO_LOW, "none paused long enough to explain it"));
        }
        ruledOut.add(new RuledOut(Symptom.NETWORK_SATURATED, "the queue is not full all the time"));
        ruledOut.add(new RuledOut(Symptom.IO_THREADS_SATURATED, "every I/O thread has time left"));
        return ruledOut;
    }
}
