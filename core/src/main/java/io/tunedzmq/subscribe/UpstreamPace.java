package io.tunedzmq.subscribe;

import io.tunedzmq.wire.ControlTopics;
import java.util.function.BooleanSupplier;

/**
 * How often a subscriber says what it says by itself. All publishers hear it, so it must not say more than is of use;
 * and what is said to one that is not there waits in a queue, so it says little while one is missing. Confined to the
 * socket lock.
 */
final class UpstreamPace {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long REPORT_NS = SECOND_NS;
    private static final long REPORT_WHILE_INCOMPLETE_NS = 30 * SECOND_NS;

    /** Rounds of reports after a lost connection that need not wait so long: mostly the publisher is back soon. */
    private static final int PROMPT_WHILE_INCOMPLETE = 100;

    private static final long SIGN_WHILE_INCOMPLETE_NS = ControlTopics.SIGN_SECONDS * SECOND_NS;
    private static final long SIGN_NS = SIGN_WHILE_INCOMPLETE_NS / 2;

    /** While messages wait for the application: by that publishers tell a slow one from a connection that is down. */
    private static final long SIGN_WHILE_BEHIND_NS = SECOND_NS / 2;

    /** So often a subscriber behind a proxy asks whether a publisher there has not heard all of what it wants. */
    private static final long WHO_LACKS_NS = SECOND_NS;

    private final BooleanSupplier complete;
    private long reportedNs;
    private long toldNs;
    private long whoLacksNs;
    private int promptLeft = PROMPT_WHILE_INCOMPLETE;

    /** @param complete whether all connections that it makes are up */
    UpstreamPace(BooleanSupplier complete, long nowNs) {
        this.complete = complete;
        reportedNs = nowNs - REPORT_WHILE_INCOMPLETE_NS;
        toldNs = nowNs;
        whoLacksNs = nowNs;
    }

    private boolean rarely() {
        return promptLeft == 0 && !complete.getAsBoolean();
    }

    /** A connection was lost. */
    void lost() {
        promptLeft = PROMPT_WHILE_INCOMPLETE;
    }

    /** Something was said. */
    void told(long nowNs) {
        toldNs = nowNs;
    }

    /** It was asked who lacks something. */
    void askedWhoLacks(long nowNs) {
        whoLacksNs = nowNs;
    }

    /**
     * Whether to report; counts as done from then on.
     *
     * @param wanted whether a publisher waits for a report
     */
    boolean takeReports(boolean wanted, long nowNs) {
        boolean due = wanted || nowNs - reportedNs >= REPORT_NS;
        if (!due || (rarely() && nowNs - reportedNs < REPORT_WHILE_INCOMPLETE_NS)) {
            return false;
        }
        promptLeft -= promptLeft > 0 && !complete.getAsBoolean() ? 1 : 0;
        reportedNs = nowNs;
        return true;
    }

    /** Within which the next report comes. */
    long reportSeconds() {
        return (rarely() ? REPORT_WHILE_INCOMPLETE_NS : REPORT_NS) / SECOND_NS;
    }

    /**
     * Whether to say that it is there, as nothing else was said for so long.
     *
     * @param waitingNs for how long messages have been waiting for the application
     */
    boolean signDue(long waitingNs, long nowNs) {
        long betweenNs = SIGN_NS;
        if (rarely()) {
            betweenNs = SIGN_WHILE_INCOMPLETE_NS;
        } else if (waitingNs >= SIGN_WHILE_BEHIND_NS) {
            betweenNs = SIGN_WHILE_BEHIND_NS;
        }
        return nowNs - toldNs >= betweenNs;
    }

    /** Whether to ask who lacks something: a publisher may connect to a proxy, and not be told of us, at any time. */
    boolean whoLacksDue(boolean behindProxy, long nowNs) {
        long betweenNs = behindProxy ? WHO_LACKS_NS : SIGN_NS;
        return nowNs - whoLacksNs >= (rarely() ? SIGN_WHILE_INCOMPLETE_NS : betweenNs);
    }
}
