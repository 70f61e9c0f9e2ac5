package io.tunedzmq.audience;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the subscribers that came over one connection: one, or many behind a proxy. A key holds here only; so
 * nobody gains by claiming an id or a key first elsewhere. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class ConnectionRows {
    /**
     * With one id and different keys. One of them is its owner; who sees the id in an echo can claim it with another
     * key.
     */
    private static final int MOST_OF_AN_ID = 8;

    final long connection;
    private final Map<Long, RemoteSubscriber> byKey = new LinkedHashMap<>();
    private final Map<Long, RemoteSubscriber> byId = new HashMap<>();
    private final Set<RemoteSubscriber> strangers = new LinkedHashSet<>();

    ConnectionRows(long connection) {
        this.connection = connection;
    }

    @Nullable
    RemoteSubscriber find(long key) {
        return byKey.get(key);
    }

    /** The first with the id; the others follow by {@link RemoteSubscriber#sameId}. */
    @Nullable
    RemoteSubscriber ofId(long id) {
        return byId.get(id);
    }

    /** Whether there are as many rows of an id as there may be. */
    boolean isFullOf(long id) {
        int same = 0;
        for (RemoteSubscriber each = ofId(id); each != null; each = each.sameId) {
            same++;
        }
        return same >= MOST_OF_AN_ID;
    }

    /** The oldest stranger with the id, or null. */
    @Nullable
    RemoteSubscriber oldestStranger(long id) {
        RemoteSubscriber oldest = null;
        for (RemoteSubscriber each = ofId(id); each != null; each = each.sameId) {
            oldest = each.presence.proven() ? oldest : each; // The last one added comes first.
        }
        return oldest;
    }

    void add(RemoteSubscriber subscriber) {
        subscriber.presence.came(this);
        byKey.put(subscriber.who().key, subscriber);
        subscriber.sameId = byId.put(subscriber.id(), subscriber);
        if (!subscriber.presence.proven()) {
            strangers.add(subscriber);
        }
    }

    void proven(RemoteSubscriber subscriber) {
        strangers.remove(subscriber);
    }

    void remove(RemoteSubscriber subscriber, long nowNs) {
        subscriber.presence.left(nowNs);
        byKey.remove(subscriber.who().key);
        strangers.remove(subscriber);
        RemoteSubscriber before = null;
        RemoteSubscriber each = byId.get(subscriber.id());
        while (each != null && each != subscriber) {
            before = each;
            each = each.sameId;
        }
        if (before != null) {
            before.sameId = subscriber.sameId;
        } else if (subscriber.sameId != null) {
            byId.put(subscriber.id(), subscriber.sameId);
        } else {
            byId.remove(subscriber.id());
        }
        subscriber.sameId = null;
    }

    List<RemoteSubscriber> all() {
        return List.copyOf(byKey.values());
    }

    int size() {
        return byKey.size();
    }

    int strangers() {
        return strangers.size();
    }

    @Nullable
    RemoteSubscriber oldestStranger() {
        return strangers.isEmpty() ? null : strangers.iterator().next();
    }

    @Nullable
    RemoteSubscriber oldest() {
        return byKey.isEmpty() ? null : byKey.values().iterator().next();
    }
}
