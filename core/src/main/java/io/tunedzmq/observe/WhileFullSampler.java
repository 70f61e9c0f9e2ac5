package io.tunedzmq.observe;

import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a receiving thread does while messages have no room on their way to it. Confined: one thread at a time. */
final class WhileFullSampler {
    private final LookShare caughtUp = new LookShare();
    private final LookShare standing = new LookShare();
    private final LookShare blocked = new LookShare();
    private final StackSamples stacks = new StackSamples();
    private int looks;
    private long lastedNs;
    private long received;

    /**
     * A look at which there was no room.
     *
     * @param sinceNs since the look before
     * @param taken messages that it has taken since then
     * @param idle whether it had no message left in between
     * @param sight where it is; null if it waits for messages, or nobody receives
     */
    void look(long sinceNs, long taken, boolean idle, StackSamples.@Nullable Sight sight) {
        looks++;
        lastedNs += sinceNs;
        received += taken;
        caughtUp.look(idle);
        standing.look(!idle && taken == 0);
        if (sight == null) {
            stacks.lookAway();
            blocked.look(false);
        } else {
            blocked.look(stacks.look(sight));
        }
    }

    WindowSamples.WhileFull result(String thread) {
        return looks == 0
                ? WindowSamples.WhileFull.NEVER
                : new WindowSamples.WhileFull(
                        looks,
                        Duration.ofNanos(lastedNs),
                        received,
                        caughtUp.get(),
                        standing.get(),
                        blocked.get(),
                        stacks.mostOften(thread),
                        stacks.mostOftenWaiting(thread));
    }
}
