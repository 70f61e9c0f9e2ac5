package io.tunedzmq.window;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A time for which a publisher had no room for somebody, until it had for all, or none for somebody else. What lasts
 * longer than a window is told in each, as it is so far.
 *
 * <p>Immutable.
 *
 * @param looks at which there was no room, or had been none since the look before
 * @param lasted from the first of these looks to the last
 * @param open whether there was no room at the end of the window
 * @param stalls how often room was found missing; 0 if that was before anybody looked
 * @param refused messages that were not accepted
 * @param lost messages that subscribers reported as lost since it began
 * @param behind subscribers of this context that had more to take already when it began
 * @param unsent share of looks in it at which the system held bytes not yet taken by the peer; empty if nobody looked,
 *     and where the system does not tell
 * @param burst messages by which publishing ran ahead of its own average when somebody's queue filled up, if what came
 *     between two looks came at once; what a queue must hold of it
 * @param burstTime in which so many messages come on average: who is fast enough has taken them by then
 * @param burstAtLeast the same if it came evenly
 * @param rush how fast was published while somebody's queue filled up, in multiples of the average of the window
 * @param gc time in garbage collections in it and {@link #SHORTLY_BEFORE}
 * @param longestGc most time in garbage collections between two looks, from the last one before it
 */
public record WindowOverflow(
        int looks,
        Duration lasted,
        boolean open,
        long stalls,
        long refused,
        long lost,
        Set<Long> behind,
        OptionalDouble unsent,
        long burst,
        Duration burstTime,
        long burstAtLeast,
        double rush,
        Duration gc,
        Duration longestGc) {
    /** What collections held up for a while is caught up with afterwards, and all of it comes at once. */
    public static final Duration SHORTLY_BEFORE = Duration.ofSeconds(1);

    public WindowOverflow {
        requireNonNull(lasted, "lasted");
        behind = Set.copyOf(behind);
        requireNonNull(burstTime, "burstTime");
        requireNonNull(gc, "gc");
        requireNonNull(longestGc, "longestGc");
    }

    /** Whether it has only begun: another window tells more. */
    public boolean young() {
        return open && looks < Window.LEAST_LOOKS;
    }
}
