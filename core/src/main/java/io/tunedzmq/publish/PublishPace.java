package io.tunedzmq.publish;

/**
 * Decides how long messages gather before they are sent, and tells it to those who gather them. Noted under the sending
 * lock; read from any thread.
 *
 * <p>To send each message by itself takes a certain time for each. While that is less than half of the time that
 * passes, nothing waits. Beyond it, and after a short burst, messages gather and share frames, for the longer the more
 * they are. It is a token bucket: time that passes adds half of itself to the allowance, each message takes what a
 * sending costs.
 */
final class PublishPace {
    /** Sending time that a burst may take at once. */
    private static final long BURST_NS = 200_000;

    private static final long FIRST_COST_NS = 1_000;

    /** A sending that took longer waited for something else, such as room or a processor. */
    private static final long LONGEST_COST_NS = 20_000;

    private static final long GATHER_NS = 50_000;

    /** For a load of {@link #MUCH} and more. */
    private static final long GATHER_UNDER_LOAD_NS = 200_000;

    private static final int MUCH = 8 * 1024;

    /** For such a load if it is spread over topics whose frames would be small: what a frame costs, they cost each. */
    private static final long GATHER_MANY_TOPICS_NS = 500_000;

    private static final int SMALL_FRAME = 4 * 1024;

    /** A frame of one message and so many bytes: more of those together would share nothing. */
    private static final int LARGE_MESSAGE = 16 * 1024;

    private long allowanceNs = BURST_NS;
    private long costNs = FIRST_COST_NS;
    private long lastNs;
    private volatile long gatherNs;
    private volatile boolean stuck;

    PublishPace(long nowNs) {
        lastNs = nowNs;
    }

    /**
     * Notes a sending.
     *
     * @param startNs when it began, by the nano clock
     * @param endNs when it was over
     * @param onIoThread whether an I/O thread sent
     */
    void sent(long startNs, long endNs, PublishIntake.Taken taken, boolean onIoThread) {
        if (taken.messages() == 0 || taken.frames() == 0) {
            return; // No sending to learn from.
        }
        long cost = Math.min(LONGEST_COST_NS, (endNs - startNs) / taken.frames());
        costNs += (cost - costNs) / 8;
        allowanceNs = Math.min(BURST_NS, allowanceNs + (startNs - lastNs) / 2);
        allowanceNs = Math.max(-BURST_NS, allowanceNs - taken.messages() * costNs);
        lastNs = startNs;
        gatherNs = decide(taken, onIoThread);
    }

    private long decide(PublishIntake.Taken taken, boolean onIoThread) {
        long bytes = taken.bytes();
        long messages = taken.messages();
        int frames = taken.frames();
        boolean large = messages == frames && bytes >= (long) frames * LARGE_MESSAGE;
        if (allowanceNs > 0 || large) {
            return 0;
        }
        if (bytes < MUCH) {
            return onIoThread ? 0 : GATHER_NS; // What comes while that is busy gathers by itself.
        }
        // Where each message is of another topic, longer would not help.
        boolean small = bytes < (long) frames * SMALL_FRAME && messages >= 2L * frames;
        return small ? GATHER_MANY_TOPICS_NS : GATHER_UNDER_LOAD_NS;
    }

    /** Nanoseconds from the beginning of a sending for which messages gather; 0 to send the next one at once. */
    long gatherNs() {
        return gatherNs;
    }

    /** Notes whether what was taken waits for room at a subscriber. */
    void stuck(boolean now) {
        if (stuck != now) {
            stuck = now;
        }
    }

    /** Whether a frame waits for room: then to send more is in vain. */
    boolean isStuck() {
        return stuck;
    }
}
