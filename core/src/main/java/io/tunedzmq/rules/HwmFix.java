package io.tunedzmq.rules;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.internal.Text;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.QueueMemory;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.Comparator;
import java.util.Optional;

/**
 * The line that makes a queue longer, the memory that it takes then, and the budget without which it would be refused.
 */
final class HwmFix {
    /** More than that a publisher's socket cannot hold. */
    private static final long LARGEST =
            ((long) HwmPolicy.LARGEST - PublisherSettings.socketHwm(HwmPolicy.messages(1))) / 2;

    private HwmFix() {}

    /** So many messages for a publisher. */
    static String messages(Window window, PublisherUse publisher, long messages) {
        long hwm = Math.min(LARGEST, messages);
        return "context.publisher().hwm(" + policy(hwm) + ")" + cost(window, publisher, hwm);
    }

    /** What comes at a rate during a pause, at both ends. */
    static String burst(Window window, SubscriberUse subscriber, long rate, long pauseMillis) {
        String same = "context.subscriber().hwm(" + policy(rate, pauseMillis) + "), and the same for the publisher";
        return RuleConditions.publishersOf(window, subscriber)
                .max(Comparator.comparing(PublisherUse::largestMessage))
                .map(publisher -> same + cost(window, publisher, hwm(rate, pauseMillis)))
                .orElse(same + "; it costs memory by the size of the messages, which was not seen here");
    }

    /** What the busiest publisher sends during a pause. */
    static String pause(Window window, long pauseMillis) {
        Optional<PublisherUse> busiest = window.publishers().stream()
                .filter(each -> each.stats().published() > 0)
                .max(Comparator.comparing(each -> each.stats().published()));
        if (busiest.isEmpty()) {
            return "give each publisher .hwm(HwmPolicy.burst(messagesPerSecond, Duration.ofMillis("
                    + Text.literal(pauseMillis) + ")))";
        }
        long rate =
                WindowText.roundUp(Math.max(1, Math.round(busiest.get().stats().published() / window.seconds())));
        return "context.publisher().hwm(" + policy(rate, pauseMillis) + ")"
                + cost(window, busiest.get(), hwm(rate, pauseMillis));
    }

    /** As {@link HwmPolicy#burst} does. */
    private static long hwm(long rate, long pauseMillis) {
        return Math.min(LARGEST, Math.max(1, (long) Math.ceil(2.0 * rate * pauseMillis / 1_000)));
    }

    private static String policy(long rate, long pauseMillis) {
        return hwm(rate, pauseMillis) == LARGEST
                ? policy(LARGEST)
                : "HwmPolicy.burst(" + Text.literal(rate) + ", Duration.ofMillis(" + Text.literal(pauseMillis) + "))";
    }

    private static String policy(long messages) {
        return "HwmPolicy.messages(" + Text.literal(messages) + ")";
    }

    private static String cost(Window window, PublisherUse publisher, long hwm) {
        long published = publisher.stats().published();
        double mean = published == 0
                ? publisher.largestMessage()
                : (double) publisher.stats().bytes() / published;
        long frames = PublisherSettings.socketHwm(HwmPolicy.messages((int) hwm));
        // A publisher takes no message of which the queue promised would not fit its budget.
        int set = publisher.queue().maxMessageBytes();
        long needed = frames
                * Math.max(
                        PublisherSettings.LEAST_FRAME,
                        set == PublisherSettings.WHAT_FITS ? publisher.largestMessage() : set);
        long budget = Math.max(needed, publisher.queue().memoryBudget());
        long frame = Math.max(
                publisher.largestMessage() + QueueMemory.HEADER,
                Math.min(publisher.queue().frameBytes(), budget / frames));
        double least = QueueMemory.least(hwm, mean);
        double most = Math.max(least, QueueMemory.most(frames, frame));
        String cost =
                "; each full queue takes " + Text.memory(Math.round(least)) + " with a frame for each message (mean "
                        + Math.round(mean) + " bytes), at most " + Text.memory(Math.round(most));
        if (needed <= publisher.queue().memoryBudget()) {
            return cost;
        }
        long context = needed > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * needed; // Half is for what publishers queue.
        return cost + "; it needs " + MemoryBudgetFix.bytes(window, context)
                + (set > publisher.largestMessage() ? ", or a smaller maxMessageBytes" : "");
    }
}
