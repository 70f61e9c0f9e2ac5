package io.tunedzmq.observe;

import io.tunedzmq.window.WindowLag;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a receiving thread does from when it last had taken everything until it has again: its lag. Confined: one thread
 * at a time.
 */
final class LagSampler {
    private final SampledShare blocked = new SampledShare();
    private final StackSamples stacks = new StackSamples();
    private int looks;
    private long lastedNs;
    private long received;
    private long standingNs;
    private long longestStandingNs;
    private long longestPauseNs;
    private long lost;
    private boolean harmful;

    /**
     * A look at which there was another message to take, and since the look before.
     *
     * @param sinceNs since the look before
     * @param taken messages that it has taken since then
     * @param sight where it is; null if nobody receives
     */
    void look(long sinceNs, long taken, StackSamples.@Nullable Sight sight) {
        looks++;
        lastedNs += sinceNs;
        received += taken;
        standingNs = taken == 0 ? standingNs + sinceNs : 0;
        longestStandingNs = Math.max(longestStandingNs, standingNs);
        longestPauseNs = longestStandingNs;
        if (sight == null) {
            stacks.lookAway();
            blocked.look(false);
        } else {
            blocked.look(stacks.look(sight));
        }
    }

    /** So many messages were lost meanwhile, and were seen lost now. */
    void lost(long messages) {
        lost += messages;
    }

    /** Messages had no room on their way to it meanwhile. */
    void harms() {
        harmful = true;
    }

    boolean harmful() {
        return harmful;
    }

    long lastedNs() {
        return lastedNs;
    }

    /** Another one that is over, or as far as it has come. */
    void add(LagSampler other) {
        looks += other.looks;
        lastedNs += other.lastedNs;
        received += other.received;
        lost += other.lost;
        longestStandingNs += other.longestStandingNs;
        longestPauseNs = Math.max(longestPauseNs, other.longestPauseNs);
        blocked.add(other.blocked);
        stacks.add(other.stacks);
    }

    /** @param thread name of the thread that receives */
    WindowLag result(String thread) {
        return looks == 0
                ? WindowLag.NONE
                : new WindowLag(
                        looks,
                        Duration.ofNanos(lastedNs),
                        received,
                        lost,
                        (double) longestStandingNs / Math.max(1, lastedNs),
                        Duration.ofNanos(longestPauseNs),
                        blocked.get(),
                        stacks.mostOften(thread),
                        stacks.mostOftenWaiting(thread));
    }
}
