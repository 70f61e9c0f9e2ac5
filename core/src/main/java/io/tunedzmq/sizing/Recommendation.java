package io.tunedzmq.sizing;

import io.tunedzmq.internal.Text;
import io.tunedzmq.settings.PublisherSettings;
import java.util.List;

/**
 * Settings for a {@link Workload}, what they cost, and why. {@code toString} is the whole of it in words.
 *
 * <p>Immutable.
 *
 * @param ioThreads I/O threads of the publisher's context; a subscriber's needs no more
 * @param publisherHwm messages held for each subscriber
 * @param subscriberHwm frames queued for the application of each subscriber
 * @param frameBytes bytes after which a frame takes no further message
 * @param maxMessageBytes largest payload that publisher and subscribers must take; the lines name it where that is more
 *     than they take by default
 * @param contextBudget {@code memoryBudget} of the publisher's context, of which one half is for what publishers queue
 * @param leastBytes memory of the publisher's queues, all subscribers together, when they hold the messages promised,
 *     each in a frame of its own
 * @param mostBytes the same when the queues are full of full frames
 * @param subscriberBytes memory of a subscriber's queue full of full frames
 * @param reasons one sentence or more on each setting
 */
public record Recommendation(
        int ioThreads,
        int publisherHwm,
        int subscriberHwm,
        int frameBytes,
        int maxMessageBytes,
        long contextBudget,
        long leastBytes,
        long mostBytes,
        long subscriberBytes,
        List<String> reasons) {

    /** Largest payload that both ends take when they are not told. */
    static final int LARGEST_BY_DEFAULT = 64 << 20;

    /** Copies the reasons. */
    public Recommendation {
        reasons = List.copyOf(reasons);
    }

    /** The calls that set it all, on the builders of the context, the publisher and the subscriber, to paste. */
    public List<String> builderLines() {
        String frames =
                frameBytes < PublisherSettings.DEFAULT_FRAME ? ".frameBytes(" + Text.literal(frameBytes) + ")" : "";
        String largest =
                maxMessageBytes > LARGEST_BY_DEFAULT ? ".maxMessageBytes(" + Text.literal(maxMessageBytes) + ")" : "";
        return List.of(
                "TunedContext.builder().ioThreads(" + ioThreads + ").memoryBudget(" + Text.literal(contextBudget)
                        + "L)",
                "context.publisher().hwm(HwmPolicy.messages(" + Text.literal(publisherHwm) + "))" + frames + largest,
                "context.subscriber().hwm(HwmPolicy.messages(" + Text.literal(subscriberHwm) + "))" + largest);
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), reasons)
                + System.lineSeparator()
                + String.join(System.lineSeparator(), builderLines());
    }
}
