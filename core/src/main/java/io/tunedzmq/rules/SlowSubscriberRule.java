package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowLag;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The receiving thread works all the time and takes less than comes. */
final class SlowSubscriberRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return RuleConditions.behind(window).stream()
                .filter(subscriber -> !subscriber.blocked() && !RuleConditions.starved(window, subscriber))
                .map(subscriber -> finding(window, subscriber))
                .toList();
    }

    private static Finding finding(Window window, SubscriberUse subscriber) {
        double seconds = window.seconds();
        long received = subscriber.stats().received();
        String atLeast = subscriber.published().isPresent() ? "" : "at least ";
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(part(subscriber).orElseGet(() -> caughtUp(subscriber)));
        subscriber.backedUp().ifPresent(evidence::add);
        evidence.add(new Evidence(
                "takes",
                WindowText.rate(received, seconds),
                "published to it: " + atLeast + WindowText.rate(subscriber.offered(), seconds)));
        evidence.add(new Evidence("falls short by", shortBy(subscriber, seconds, atLeast), ""));
        subscriber
                .busyAt()
                .ifPresent(stack -> evidence.add(
                        new Evidence("most often here, " + WindowText.percent(stack.share()), stack.toString(), "")));
        return new Finding(
                Symptom.SLOW_SUBSCRIBER,
                RuleConditions.severity(window),
                subscriber.title(),
                subscriber.behindForAPart()
                        ? "the application takes less than is published, for a part of the time"
                        : "the application takes less than is published, all the time; no high water mark holds that",
                evidence,
                List.of(
                        new RuledOut(
                                Symptom.RCVHWM_TOO_LOW,
                                subscriber.behindForAPart()
                                        ? "it took no more than comes on average until it had caught up"
                                        : "it never catches up; a longer queue only fills later"),
                        new RuledOut(
                                Symptom.APPLICATION_BLOCKED,
                                "it waited for something else at " + WindowText.percent(subscriber.blockedShare())
                                        + " of the looks only"),
                        ioThreads(window)),
                "do less per message where the stack points, split the topics over " + parts(subscriber)
                        + "subscribers with a thread each, or let publishers wait with "
                        + ".overflow(OverflowPolicy.block(timeout))");
    }

    private static String shortBy(SubscriberUse subscriber, double seconds, String atLeast) {
        long received = subscriber.stats().received();
        if (received == 0) {
            return "everything: it received nothing";
        }
        return subscriber.offered() == received
                ? "unknown: what is lost behind a backlog shows when that has been read"
                : String.format(
                        Locale.ROOT,
                        "%s%,d messages/s, a factor of %.2f",
                        atLeast,
                        Math.round((subscriber.offered() - received) / seconds),
                        (double) subscriber.offered() / received);
    }

    /** How many would be quick enough; nothing if it received too little to say. */
    private static String parts(SubscriberUse subscriber) {
        long received = subscriber.stats().received();
        return received == 0 ? "" : "at least " + Math.max(2, (subscriber.offered() + received - 1) / received) + " ";
    }

    static Evidence caughtUp(SubscriberUse subscriber) {
        return new Evidence(
                "had taken everything that was there",
                "at " + WindowText.percent(subscriber.caughtUp()) + " of the looks",
                WindowText.percent(SubscriberUse.CAUGHT_UP));
    }

    /** For how long, and what it took then, of a subscriber that is behind for a part of the window. */
    static Optional<Evidence> part(SubscriberUse subscriber) {
        WindowLag lag = subscriber.sampled().lag();
        return subscriber.behindForAPart()
                ? Optional.of(new Evidence(
                        "had always another message to take, until messages had no room and after, for; and took then",
                        Text.millis(lag.lasted()) + "; "
                                + WindowText.rate(lag.received(), lag.lasted().toNanos() / 1e9),
                        ""))
                : Optional.empty();
    }

    static RuledOut ioThreads(Window window) {
        boolean hot = RuleConditions.hot(window).isPresent();
        return new RuledOut(
                Symptom.IO_THREADS_SATURATED,
                hot
                        ? "an I/O thread is busy, too, but messages wait behind it for the application"
                        : "every I/O thread has time left");
    }
}
