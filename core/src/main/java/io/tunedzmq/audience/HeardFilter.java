package io.tunedzmq.audience;

import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.TopicFilter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a subscriber has said of its filter, until that is complete. Confined: guarded by the lock of
 * {@link RemoteSubscribers}.
 */
final class HeardFilter {
    /** Memory that they take, as the one who keeps count of it says. */
    int bytes;

    private Map<Integer, FilterPart> parts = Map.of();
    private boolean refused;

    /** Whether this one is of use. */
    boolean needs(FilterPart part) {
        return !refused && !parts.containsKey(part.index());
    }

    /** Takes one; true when that makes the filter complete. */
    boolean add(FilterPart part) {
        if (parts.isEmpty()) {
            parts = new LinkedHashMap<>();
        }
        parts.put(part.index(), part);
        return parts.size() == part.of();
    }

    /** There is no room for them: what was sent to the subscriber is not known. */
    void refuse() {
        refused = true;
        parts = Map.of();
    }

    /** The filter that they make, once it is complete; forgets them. */
    TopicFilter take() {
        Set<String> topics = new HashSet<>();
        Set<String> prefixes = new HashSet<>();
        parts.values().forEach(part -> (part.exact() ? topics : prefixes).add(part.text()));
        parts = Map.of();
        return new TopicFilter(topics, prefixes);
    }
}
