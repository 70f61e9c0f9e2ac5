package io.tunedzmq.window;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a subscriber did from when it last had taken everything until it had again, so far, where a publisher of this
 * context had no more room meanwhile, or a connection of its own was left unread. Of several such times together.
 *
 * <p>Immutable.
 *
 * @param looks at which there was another message to take
 * @param lasted how long
 * @param received messages that it took in that time
 * @param lost messages of that time that were lost, as far as it has seen
 * @param standing share of that time in which it took nothing at all: of each time the longest pause
 * @param longestPause the longest of these pauses
 * @param blocked share of the looks at which its thread waited for something else than messages
 * @param busyAt where its thread was most often
 * @param waitsAt where it waited most often for something else than messages
 */
public record WindowLag(
        int looks,
        Duration lasted,
        long received,
        long lost,
        double standing,
        Duration longestPause,
        double blocked,
        Optional<WindowSamples.Stack> busyAt,
        Optional<WindowSamples.Stack> waitsAt) {
    /** There was always room. */
    public static final WindowLag NONE =
            new WindowLag(0, Duration.ZERO, 0, 0, 0, Duration.ZERO, 0, Optional.empty(), Optional.empty());

    public WindowLag {
        requireNonNull(lasted, "lasted");
        requireNonNull(longestPause, "longestPause");
    }
}
