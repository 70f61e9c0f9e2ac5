package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.Quantities;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.List;

/** The receiving thread waits for a lock, a time or an answer while messages wait for it. */
final class ApplicationBlockedRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return Shortage.behind(window).stream()
                .filter(SubscriberUse::blocked)
                .map(subscriber -> subscriber.receiving() ? finding(window, subscriber) : nobody(window, subscriber))
                .toList();
    }

    private static Finding nobody(Window window, SubscriberUse subscriber) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("threads that have received and are alive", "0", "1"));
        subscriber.backedUp().ifPresent(evidence::add);
        return new Finding(
                Symptom.APPLICATION_BLOCKED,
                Shortage.severity(window),
                subscriber.title(),
                "no thread receives: the last one has ended, or none ever came",
                evidence,
                List.of(),
                "call receive or drain in a loop, and look for the exception that ended the thread; or close the subscriber");
    }

    private static Finding finding(Window window, SubscriberUse subscriber) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "waiting for something else than messages",
                Quantities.percent(subscriber.blockedShare()) + " of the looks",
                Quantities.percent(SubscriberUse.BLOCKED)));
        evidence.add(SlowSubscriberRule.caughtUp(subscriber));
        SlowSubscriberRule.part(subscriber).ifPresent(evidence::add);
        subscriber.backedUp().ifPresent(evidence::add);
        subscriber
                .waitsAt()
                .ifPresent(stack -> evidence.add(
                        new Evidence("most often here, " + Quantities.percent(stack.share()), stack.toString(), "")));
        evidence.add(new Evidence(
                "published to it, received, dropped so far",
                (subscriber.published().isPresent() ? "" : "at least ") + Text.grouped(subscriber.offered()) + ", "
                        + Text.grouped(subscriber.stats().received()) + ", "
                        + Text.grouped(subscriber.stats().dropped()),
                ""));
        String where =
                subscriber.waitsAt().map(stack -> "at " + stack.place() + " ").orElse("");
        return new Finding(
                Symptom.APPLICATION_BLOCKED,
                Shortage.severity(window),
                subscriber.title(),
                "the thread that receives waits for something else most of the time"
                        + (subscriber.behindForAPart() ? " while messages have no room" : ""),
                evidence,
                List.of(
                        new RuledOut(
                                Symptom.RCVHWM_TOO_LOW,
                                "there is no time between pauses in which it catches up; a longer queue fills, too"),
                        SlowSubscriberRule.ioThreads(window)),
                "take the waiting " + where + "off the receiving thread: hand each message to an executor "
                        + "and receive the next");
    }
}
