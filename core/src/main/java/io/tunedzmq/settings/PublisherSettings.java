package io.tunedzmq.settings;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.internal.Checks;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a publisher, fixed when it is opened.
 *
 * <p>Immutable.
 *
 * @param endpoints where to bind and connect, at least one
 * @param hwm messages held for each subscriber
 * @param overflow what happens when a subscriber's queue is full
 * @param maxMessageBytes largest payload; 1 to 1 GiB, or {@link #WHAT_FITS}
 * @param maxTopics topics that are numbered; messages of further topics are sent without sequence
 * @param beaconInterval silence of a topic after which its last sequence is announced; 10 ms to 1 hour
 * @param linger how long close keeps trying to deliver what is queued
 * @param memoryBudget bytes that the queues may hold: the outgoing half of the context's {@code memoryBudget}
 * @param frameBytes bytes after which a frame takes no further message; 256 to 1 MiB
 * @param slowAfter how long a subscriber may be behind before it counts as slow; 10 ms to 1 hour
 * @param name what log lines and findings call it; may be empty, up to 128 bytes of UTF-8
 */
public record PublisherSettings(
        List<Endpoint> endpoints,
        HwmPolicy hwm,
        OverflowPolicy overflow,
        int maxMessageBytes,
        int maxTopics,
        Duration beaconInterval,
        Duration linger,
        long memoryBudget,
        int frameBytes,
        Duration slowAfter,
        String name) {

    /** For {@code frameBytes}: larger ones gained nothing for one subscriber and cost latency and memory. */
    public static final int DEFAULT_FRAME = 64 << 10;

    /** Largest value of {@code frameBytes}; every subscriber takes frames as large as this. */
    public static final int LARGEST_FRAME = 1 << 20;

    /** For {@code maxMessageBytes}: as much as the memory budget allows for each message of a full queue. */
    public static final int WHAT_FITS = 0;

    /**
     * Of the budget, a message may always take so little. One such frame is beyond the budget for each connection that
     * is writing it: where 64 of them do, that is as much again, and with the incoming half three quarters of the heap
     * by default.
     */
    private static final int SHARE_OF_ONE = 64;

    /** Largest payload where nothing else limits it. */
    private static final int LARGEST_PAYLOAD = 64 * 1024 * 1024;

    /** Places in a queue for echoes, questions and last sequences. */
    private static final int CONTROL_FRAMES = 16;

    /** What a queued frame costs at least in memory: header, a short topic, JeroMQ's objects around it. */
    public static final int LEAST_FRAME = 256;

    /** Checks every value, and that the queue promised fits the memory budget. */
    public PublisherSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(
                    Checks.text("endpoints", "none", "at least one", "call bind(endpoint) or connect(endpoint)"));
        }
        requireNonNull(hwm, "hwm");
        Checks.slowAfter(slowAfter);
        requireNonNull(overflow, "overflow");
        if (maxMessageBytes != WHAT_FITS) {
            checkMaxMessageBytes(maxMessageBytes);
        }
        checkMaxTopics(maxTopics);
        checkBeaconInterval(beaconInterval);
        ContextConfig.checkLinger(linger);
        Checks.range("memoryBudget", memoryBudget, 1, Long.MAX_VALUE, "in bytes");
        checkFrameBytes(frameBytes);
        SubscriberSettings.checkName(name);
        long least = (long) socketHwm(hwm) * LEAST_FRAME;
        if (least > memoryBudget) {
            throw new IllegalArgumentException("hwm: " + hwm + " needs " + socketHwm(hwm) + " frames x " + LEAST_FRAME
                    + " bytes at least = " + least + " bytes (expected: <= " + memoryBudget
                    + " = half of the memoryBudget"
                    + "; lower the HWM, raise memoryBudget(bytes) or the heap)");
        }
        long most = (long) socketHwm(hwm) * maxMessageBytes;
        if (most > memoryBudget && maxMessageBytes > alwaysTaken(memoryBudget)) {
            throw new IllegalArgumentException("maxMessageBytes: " + maxMessageBytes + " x " + socketHwm(hwm)
                    + " frames for hwm " + hwm + " = " + most + " bytes (expected: <= " + memoryBudget
                    + " = half of the memoryBudget, or maxMessageBytes <= " + alwaysTaken(memoryBudget)
                    + "; lower one of them or raise memoryBudget(bytes))");
        }
    }

    /** Returns the number, or says why not. */
    public static int checkMaxMessageBytes(int bytes) {
        return Checks.range("maxMessageBytes", bytes, 1, 1 << 30, "");
    }

    /** Returns the number, or says why not. */
    public static int checkMaxTopics(int topics) {
        return Checks.range("maxTopics", topics, 1, 100_000_000, "");
    }

    /** Returns the duration, or says why not. */
    public static Duration checkBeaconInterval(Duration interval) {
        requireNonNull(interval, "beaconInterval");
        return Checks.range("beaconInterval", interval, Duration.ofMillis(10), Duration.ofHours(1), "");
    }

    /**
     * The socket's mark, in frames: twice the messages to be held, because JeroMQ counts what a peer has read only by
     * halves of the mark, and some for control frames; 0 for no limit.
     */
    public int socketHwm() {
        return socketHwm(hwm);
    }

    /** The same for a policy that no publisher has yet. */
    public static int socketHwm(HwmPolicy hwm) {
        int messages = hwm.resolve();
        return messages == 0 ? 0 : (int) Math.min(HwmPolicy.LARGEST, 2L * messages + CONTROL_FRAMES);
    }

    /** Returns the number, or says why not. */
    public static int checkFrameBytes(int bytes) {
        return Checks.range("frameBytes", bytes, LEAST_FRAME, LARGEST_FRAME, "a larger message has a frame of its own");
    }

    /** Whether a full queue loses messages; else {@code publish} waits. */
    public boolean drops() {
        return overflow instanceof OverflowPolicy.Drop;
    }

    /**
     * Bytes after which a frame is full: {@code frameBytes}, or less if as many full frames as the mark allows would
     * not stay within the budget.
     */
    public int frameLimit() {
        int mark = socketHwm();
        return mark == 0 ? frameBytes : (int) Math.max(LEAST_FRAME, Math.min(frameBytes, memoryBudget / mark));
    }

    /**
     * Largest payload taken, in bytes. Where nothing was set, as large as a queue full of them has room for in the
     * budget, or what is small against the budget: that a queue full of those does not fit is no reason to refuse one,
     * because the budget is kept while running.
     */
    public int largestPayload() {
        return maxMessageBytes != WHAT_FITS ? maxMessageBytes : Math.max(largestHeld(), alwaysTaken(memoryBudget));
    }

    /** Largest payload, in bytes, of which the budget has room for as many as the mark says. */
    public int largestHeld() {
        int mark = socketHwm();
        return mark == 0
                ? LARGEST_PAYLOAD
                : (int) Math.max(LEAST_FRAME, Math.min(LARGEST_PAYLOAD, memoryBudget / mark));
    }

    /** What every HWM takes with this budget. */
    private static int alwaysTaken(long memoryBudget) {
        return (int) Math.max(LEAST_FRAME, Math.min(LARGEST_FRAME, memoryBudget / SHARE_OF_ONE));
    }

    /** Why the default of {@code maxMessageBytes} is what it is, as arithmetic. */
    private String whyLargest() {
        String half = "half of the memoryBudget, " + memoryBudget + " / ";
        if (largestPayload() == largestHeld()) {
            return half + socketHwm() + " frames for hwm " + hwm;
        }
        return largestPayload() == LARGEST_FRAME ? "what any HWM takes" : half + SHARE_OF_ONE;
    }

    /** Checks the length of a payload. */
    public void checkPayload(int bytes) {
        if (bytes > largestPayload()) {
            throw new IllegalArgumentException(Checks.text(
                    "payload",
                    bytes + " bytes",
                    maxMessageBytes == WHAT_FITS
                            ? "<= " + largestPayload() + " = " + whyLargest()
                            : "<= " + maxMessageBytes,
                    maxMessageBytes == WHAT_FITS
                            ? "lower the HWM or raise memoryBudget(bytes)"
                            : "raise maxMessageBytes(n)"));
        }
    }
}
