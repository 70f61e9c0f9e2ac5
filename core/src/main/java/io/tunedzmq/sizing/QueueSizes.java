package io.tunedzmq.sizing;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Text;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.QueueMemory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long the queues must be for a subscriber's longest pause, and what they hold in memory.
 *
 * <p>While a subscriber takes nothing, {@code rate x pause} messages gather. The publisher's queue alone is made to
 * hold twice that, because the next pause may begin before the backlog of the last one has been read. What the kernel's
 * buffers and the subscriber's own queue take comes on top and is not counted on: it depends on the system and on how
 * messages were packed.
 *
 * <p>A publisher promises its HWM in messages, for which its socket holds up to {@code 2 x HWM + 16} frames. At a low
 * rate a frame is one message, under load up to {@code frameBytes}. So memory is between two bounds, and
 * {@code frameBytes} is chosen so that the upper one keeps to the budget.
 *
 * @param load what is to be held
 * @param needed messages of the longest pause
 * @param wanted messages that the publisher should hold
 * @param hwm messages that it can hold within the budget, at most those wanted
 */
record QueueSizes(Workload load, long needed, long wanted, long hwm) {
    /** Below it JeroMQ's two ends tell each other of every few messages what was read. */
    private static final int LEAST_WANTED = 1_000;

    /** A subscriber's queue loses nothing when it is full, so it need not be longer. */
    private static final int SUBSCRIBER_FRAMES = 1_000;

    private static final long LARGEST = (HwmPolicy.LARGEST - marks(0)) / 2;

    static QueueSizes of(Workload load) {
        double pauseSeconds = load.longestPause().toNanos() / 1e9;
        long needed = Math.max(1, (long) Math.ceil(load.messagesPerSecond() * pauseSeconds));
        long wanted = Math.min(LARGEST, Math.max(LEAST_WANTED, 2 * needed));
        long fits = load.memoryBudget() / load.connections() / (leastFrame(load) + QueueMemory.OBJECTS);
        return new QueueSizes(load, needed, wanted, Math.min(wanted, (fits - marks(0)) / 2));
    }

    /** A frame with one message; the smallest that a publisher may be told to make is larger than a small message. */
    private static long leastFrame(Workload load) {
        return Math.max(PublisherSettings.LEAST_FRAME, (long) load.messageBytes() + QueueMemory.HEADER);
    }

    /** Frames that the socket holds for an HWM. */
    private static long marks(long hwm) {
        int one = PublisherSettings.socketHwm(HwmPolicy.messages(1));
        int two = PublisherSettings.socketHwm(HwmPolicy.messages(2));
        return one + (hwm - 1) * (two - one);
    }

    private long frame() {
        return Math.max(leastFrame(load), frameBytes()) + QueueMemory.OBJECTS;
    }

    /** As large as the budget allows. */
    int frameBytes() {
        long fits = load.memoryBudget() / load.connections() / marks(hwm) - QueueMemory.OBJECTS;
        return (int) Math.max(PublisherSettings.LEAST_FRAME, Math.min(PublisherSettings.DEFAULT_FRAME, fits));
    }

    /** Twice what publishers may queue, the other half being for subscribers; a context takes no less than 1 MiB. */
    long contextBudget() {
        return Math.max(1L << 20, 2 * Math.min(Long.MAX_VALUE / 2, load.memoryBudget()));
    }

    long leastBytes() {
        return bytes(hwm, load.messageBytes() + QueueMemory.HEADER + QueueMemory.OBJECTS);
    }

    long mostBytes() {
        return bytes(marks(hwm), frame());
    }

    int subscriberHwm() {
        return (int) Math.max(1, Math.min(SUBSCRIBER_FRAMES, load.memoryBudget() / frame()));
    }

    long subscriberBytes() {
        return subscriberHwm() * frame();
    }

    /** Why the pause cannot be held. */
    Optional<String> obstacle() {
        if (needed > LARGEST) {
            return Optional.of(Checks.text(
                    "longestPause",
                    Text.millis(load.longestPause()) + " x " + Text.grouped(load.messagesPerSecond()) + " messages/s = "
                            + Text.grouped(needed) + " messages",
                    "<= " + Text.grouped(LARGEST),
                    "a pause that long needs a store, not a queue"));
        }
        if (hwm >= needed) {
            return Optional.empty();
        }
        return Optional.of(Checks.text("memoryBudget", Text.memory(load.memoryBudget()), rule(), cure()));
    }

    private String rule() {
        long frames = marks(needed);
        long frame = leastFrame(load) + QueueMemory.OBJECTS;
        long least = bytes(frames, frame);
        String factors = Text.grouped(load.connections()) + " connections x " + Text.grouped(frames) + " frames x "
                + Text.grouped(frame) + " bytes for a pause of " + Text.millis(load.longestPause()) + ", ";
        return least == Long.MAX_VALUE
                ? ">= " + factors + "which is more than " + Text.memory(least)
                : ">= " + Text.memory(least) + " = " + factors + Text.memory(least - load.memoryBudget()) + " more";
    }

    /** Of all connections together; where a {@code long} is too short for it, the most that one holds. */
    private long bytes(long frames, long frame) {
        return BigInteger.valueOf(load.connections())
                .multiply(BigInteger.valueOf(frames))
                .multiply(BigInteger.valueOf(frame))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    private String cure() {
        if (hwm < 1) {
            return "raise it or serve fewer connections; not even one message fits for each";
        }
        Duration held = Duration.ofNanos((long) (hwm * 1e9 / load.messagesPerSecond()));
        return "raise it, or serve fewer connections; this one holds a pause of " + Text.millis(held);
    }

    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        reasons.add(
                "Publisher's HWM: " + Text.grouped(hwm) + " messages. A pause of " + Text.millis(load.longestPause())
                        + " gathers " + Text.grouped(needed) + " for each subscriber" + margin());
        reasons.add("Memory of the publisher's queues: " + Text.memory(leastBytes())
                + " with as many messages in frames of their own, at most " + Text.memory(mostBytes()) + " = "
                + Text.grouped(load.connections()) + " x " + Text.grouped(marks(hwm)) + " frames of up to "
                + Text.memory(frame()) + " (budget " + Text.memory(load.memoryBudget()) + ").");
        reasons.add(
                "The context's memoryBudget is twice that budget, because one half is for what subscribers queue; it takes "
                        + "-Xmx of " + Text.memory(Math.round(contextBudget() / 3.0 * 4)) + " or more.");
        if (frameBytes() < PublisherSettings.DEFAULT_FRAME) {
            reasons.add("Frames end at " + Text.grouped(frameBytes()) + " bytes instead of "
                    + Text.memory(PublisherSettings.DEFAULT_FRAME)
                    + ", so that a queue full of them keeps to the budget.");
        }
        if (load.messageBytes() > Recommendation.LARGEST_BY_DEFAULT) {
            reasons.add("Publisher and subscribers take no more than " + Text.memory(Recommendation.LARGEST_BY_DEFAULT)
                    + " a message unless maxMessageBytes(n) says so.");
        }
        reasons.add("Subscriber's HWM: " + Text.grouped(subscriberHwm()) + " frames, at most "
                + Text.memory(subscriberBytes()) + ". When it is full nothing is lost, the publisher's queue fills.");
        reasons.add("No HWM helps a subscriber that is slower than the publisher on average.");
        return reasons;
    }

    private String margin() {
        if (hwm < Math.min(wanted, 2 * needed)) {
            return "; the budget has room for " + Text.number((double) hwm / needed)
                    + " times that, twice would be better: the next pause may come before the backlog is read.";
        }
        if (hwm < wanted) {
            return "; more than the budget has room for is not needed.";
        }
        return wanted == LEAST_WANTED
                ? "; fewer than " + Text.grouped(LEAST_WANTED) + " would spare nothing."
                : "; twice that, because the next pause may come before the backlog is read.";
    }
}
