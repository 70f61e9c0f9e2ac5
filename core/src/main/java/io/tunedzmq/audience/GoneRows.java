package io.tunedzmq.audience;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Rows whose connection is gone, by that connection, so that a flood over one of them replaces its own. Confined:
 * guarded by the lock of {@link RemoteSubscribers}.
 */
final class GoneRows {
    private final Set<RemoteSubscriber> longestGoneFirst = new LinkedHashSet<>();
    private final Map<Long, Set<RemoteSubscriber>> byConnection = new LinkedHashMap<>();

    void add(RemoteSubscriber row) {
        longestGoneFirst.add(row);
        byConnection
                .computeIfAbsent(row.presence.goneFrom(), connection -> new LinkedHashSet<>())
                .add(row);
    }

    void remove(RemoteSubscriber row) {
        longestGoneFirst.remove(row);
        Set<RemoteSubscriber> same = byConnection.get(row.presence.goneFrom());
        if (same != null && same.remove(row) && same.isEmpty()) {
            byConnection.remove(row.presence.goneFrom());
        }
    }

    int size() {
        return longestGoneFirst.size();
    }

    /** Of the connection with the most of them, the longest gone; there must be one. */
    RemoteSubscriber next() {
        Set<RemoteSubscriber> most = longestGoneFirst;
        int size = 0;
        for (Set<RemoteSubscriber> same : byConnection.values()) {
            if (same.size() > size) {
                most = same;
                size = same.size();
            }
        }
        return most.iterator().next();
    }

    /** All of them, the longest gone first. */
    Collection<RemoteSubscriber> all() {
        return Collections.unmodifiableSet(longestGoneFirst);
    }
}
