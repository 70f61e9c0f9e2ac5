package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowSamples;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The receiving thread waits for a lock, a time or an answer while messages wait for it. */
final class ApplicationBlockedRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return RuleConditions.behind(window).stream()
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
                RuleConditions.severity(window),
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
                WindowText.percent(subscriber.blockedShare()) + " of the looks",
                WindowText.percent(SubscriberUse.BLOCKED)));
        evidence.add(SlowSubscriberRule.part(subscriber).orElseGet(() -> SlowSubscriberRule.caughtUp(subscriber)));
        subscriber.backedUp().ifPresent(evidence::add);
        subscriber
                .waitsAt()
                .ifPresent(stack -> evidence.add(
                        new Evidence("most often here, " + WindowText.percent(stack.share()), stack.toString(), "")));
        subscriber
                .lockOwner()
                .ifPresent(lock -> evidence.add(new Evidence(
                        lock.deadlock() ? "deadlock: waits for a lock of" : "waited for a lock of",
                        "thread '" + lock.owner() + "': " + lock.lock(),
                        "")));
        evidence.add(new Evidence(
                "published to it, received, dropped so far",
                (subscriber.published().isPresent() ? "" : "at least ") + Text.grouped(subscriber.offered()) + ", "
                        + Text.grouped(subscriber.stats().received()) + ", "
                        + Text.grouped(subscriber.stats().dropped()),
                ""));
        return new Finding(
                Symptom.APPLICATION_BLOCKED,
                RuleConditions.severity(window),
                subscriber.title(),
                "the thread that receives waits for something else most of the time"
                        + (subscriber.behindForAPart() ? " while messages have no room" : ""),
                evidence,
                List.of(
                        new RuledOut(
                                Symptom.RCVHWM_TOO_LOW,
                                "there is no time between pauses in which it catches up; a longer queue fills, too"),
                        SlowSubscriberRule.ioThreads(window)),
                fix(subscriber));
    }

    private static String fix(SubscriberUse subscriber) {
        Optional<WindowSamples.LockOwner> deadlock = subscriber.lockOwner().filter(WindowSamples.LockOwner::deadlock);
        if (deadlock.isPresent()) {
            return "break the deadlock with thread '" + deadlock.get().owner()
                    + "' (jcmd PID Thread.print shows both): let both take the locks in the same order, or hold none while"
                    + " receiving";
        }
        String where =
                subscriber.waitsAt().map(stack -> "at " + stack.place() + " ").orElse("");
        return subscriber.waitsAt().filter(ApplicationBlockedRule::handsOver).isPresent()
                ? "what it hands messages to " + where
                        + "is full all the time: give that more threads or less to do, or let publishers wait with "
                        + ".overflow(OverflowPolicy.block(timeout)); a longer queue there only fills later"
                : "take the waiting " + where
                        + "off the receiving thread: hand each message to an executor with a queue "
                        + "of limited length, and receive the next; or let publishers wait with "
                        + ".overflow(OverflowPolicy.block(timeout))";
    }

    /** Whether it waits for room in a queue, or for a permit, as in front of a pool of its own. */
    private static boolean handsOver(WindowSamples.Stack stack) {
        return stack.frames().stream()
                .anyMatch(frame -> frame.matches("java\\.util\\.concurrent\\.(\\w*Queue\\.(put|offer|transfer)"
                        + "|\\w*Deque\\.(put|offer)\\w*|Semaphore\\.(acquire|tryAcquire))\\(.*"));
    }
}
