package io.tunedzmq.subscribe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which publishers behind a connection lack something, which were given up, and which have shown that they have
 * everything. Bounded, since one peer may call itself many. Confined to the socket lock.
 */
final class LackingPublishers {
    static final int MOST = 64;

    private final Map<Long, LackingPublisher> lacking = new LinkedHashMap<>();

    /** Publishers that were given up, by epoch. */
    private final Set<Long> givenUp = new LinkedHashSet<>();

    /** Publishers that have shown that they and all proxies on the way have everything, by epoch. */
    private final Set<Long> proven = new LinkedHashSet<>();

    /** The one with this epoch; null if it lacks nothing, as far as is known. */
    @Nullable
    LackingPublisher get(long epoch) {
        return lacking.get(epoch);
    }

    /** Whether another one is to be told again: there is room for it, and it was not given up. */
    boolean takes(long epoch) {
        return lacking.size() < MOST && !givenUp.contains(epoch);
    }

    /**
     * Adds one.
     *
     * @param sinceRound see {@link LackingPublisher#sinceRound}
     */
    void add(long epoch, long sinceRound, long nowNs) {
        lacking.put(epoch, new LackingPublisher(epoch, !proven.contains(epoch), sinceRound, nowNs));
    }

    /** It has ended, or has heard everything, or is gone. */
    void remove(long epoch) {
        lacking.remove(epoch);
    }

    /** The connection is lost. */
    void clear() {
        lacking.clear();
    }

    boolean isEmpty() {
        return lacking.isEmpty();
    }

    /** The first that has answered so that it is certain; null if there is none. */
    @Nullable
    LackingPublisher firstCertain() {
        for (LackingPublisher each : lacking.values()) {
            if (each.certain()) {
                return each;
            }
        }
        return null;
    }

    /** Whether that is true of some of them. */
    boolean any(Predicate<LackingPublisher> isSo) {
        return lacking.values().stream().anyMatch(isSo);
    }

    /** Those of which nothing was heard for so long. */
    List<LackingPublisher> silentFor(long ns, long nowNs) {
        return lacking.values().stream()
                .filter(each -> nowNs - each.heardNs >= ns)
                .toList();
    }

    /** How many have not heard everything, with those that were given up. */
    int unheard() {
        return lacking.size() + givenUp.size();
    }

    /** It cannot be told everything. */
    void giveUp(long epoch) {
        addToTheLast(givenUp, epoch);
    }

    /** It has shown that it and all proxies on the way have everything. */
    void proves(long epoch) {
        addToTheLast(proven, epoch);
    }

    private static void addToTheLast(Set<Long> epochs, long epoch) {
        epochs.remove(epoch);
        if (epochs.size() >= MOST) {
            epochs.remove(epochs.iterator().next());
        }
        epochs.add(epoch);
    }

    /**
     * Whether the proxies on the way to it have everything, because another publisher has shown it; one that has shown
     * it itself and lacks something now may have lost the proxy next to it.
     */
    boolean proxiesAreProven(LackingPublisher publisher) {
        return publisher.fresh && !proven.isEmpty();
    }
}
