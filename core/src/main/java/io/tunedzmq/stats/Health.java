package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a context is well, for those who watch processes: {@code TunedContext.health()} says what counts.
 *
 * <p>Immutable.
 *
 * @param status how well it is
 * @param reasons what keeps it from being {@link Status#UP}: a sentence each, with whose it is, for people to read; the
 *     texts may change. At most {@link #MOST_REASONS}, of which the last then says how many are left out. Empty if and
 *     only if it is up
 */
public record Health(Status status, List<String> reasons) {
    /** So many reasons are told: with a thousand subscribers there may be a thousand. */
    public static final int MOST_REASONS = 20;

    /** How well a context is. */
    public enum Status {
        /** Nothing is wrong that the context knows of. */
        UP,
        /** It works, and something is wrong: a connection is missing, somebody is too slow, messages were lost. */
        DEGRADED,
        /** It does not work and will not again: it is closed, or one of its threads has died. */
        DOWN
    }

    /** Up, with nothing to say. */
    public static final Health WELL = new Health(Status.UP, List.of());

    /**
     * Copies the reasons, and cuts them where they are too many.
     *
     * @throws IllegalArgumentException if there is a reason to be up, or none not to be
     */
    public Health {
        requireNonNull(status, "status");
        reasons = cut(reasons);
        if (reasons.isEmpty() != (status == Status.UP)) {
            throw new IllegalArgumentException(
                    "reasons: " + reasons + " (expected: none with UP, at least one with DEGRADED and DOWN)");
        }
    }

    private static List<String> cut(List<String> reasons) {
        if (reasons.size() <= MOST_REASONS) {
            return List.copyOf(reasons);
        }
        List<String> shown = new ArrayList<>(reasons.subList(0, MOST_REASONS - 1));
        shown.add("and " + (reasons.size() - shown.size()) + " more");
        return List.copyOf(shown);
    }

    /** On one line. */
    @Override
    public String toString() {
        return reasons.isEmpty() ? status.name() : status + ": " + String.join("; ", reasons);
    }
}
