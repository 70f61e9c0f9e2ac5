package io.tunedzmq.examples.calibrate;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.settings.PublisherSettings;
import java.util.Optional;

/**
 * What the queues may hold, so that a run never ends for lack of heap. Immutable.
 *
 * @param publisher bytes for all its subscribers together
 * @param subscribers bytes for the queues of all subscribers together
 * @param load what is queued
 */
public record Memory(long publisher, long subscribers, Load load) {
    /** A subscriber's queue counts frames and drops nothing; more of them only take memory. */
    private static final long MOST_FRAMES = 1_000;

    private static final long LEAST_FRAMES = 8;

    /** Three eighths of the heap for the publisher, as much as a context takes, and a quarter for the subscribers. */
    public static Memory of(Load load) {
        long heap = Runtime.getRuntime().maxMemory();
        return new Memory(heap / 8 * 3, heap / 4, load);
    }

    /** Bytes of the publisher's queue for one subscriber. */
    long forOne() {
        return publisher / load.subscribers();
    }

    /** The {@code memoryBudget} of the context, of which one half is for what publishers queue. */
    long context() {
        return Math.max(1L << 20, 2 * publisher);
    }

    /** Frames that a subscriber may queue. */
    int subscriberHwm() {
        long frame = Math.max(load.bytes(), PublisherSettings.DEFAULT_FRAME);
        return (int) Math.max(LEAST_FRAMES, Math.min(MOST_FRAMES, subscribers / load.subscribers() / frame));
    }

    /** Why a publisher with this HWM cannot be opened. */
    public Optional<String> obstacle(int hwm) {
        long frames = PublisherSettings.socketHwm(HwmPolicy.messages(hwm));
        long least = frames * Math.max(PublisherSettings.LEAST_FRAME, load.bytes());
        return least <= forOne()
                ? Optional.empty()
                : Optional.of(hwm + " needs " + frames + " frames = " + (least >> 20)
                        + " MiB for each subscriber (expected: <= " + (forOne() >> 20)
                        + " MiB = 3/8 of the heap / subscribers; raise the heap with -Xmx, or try less)");
    }
}
