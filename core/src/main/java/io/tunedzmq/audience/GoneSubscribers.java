package io.tunedzmq.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of subscribers whose connection is gone; each may come back over a new one. Bounded; strangers have a
 * bound of their own, and so displace nobody else.
 * Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class GoneSubscribers {
    /** Of those that had shown that they hear us, and of the others. */
    static final int MOST = 1_024;

    /** Of one identity: each is looked at when it comes back, and others may know it. */
    static final int MOST_OF_AN_IDENTITY = 8;

    private final GoneRows proven = new GoneRows();
    private final GoneRows strangers = new GoneRows();

    /** Adds one; returns the one that had to make room, or null. */
    @Nullable
    RemoteSubscriber add(RemoteSubscriber subscriber) {
        List<RemoteSubscriber> same = subscriber.who().gone;
        GoneRows alike = alike(subscriber);
        alike.add(subscriber);
        same.add(subscriber);
        if (same.size() > MOST_OF_AN_IDENTITY) {
            return remove(same.get(0));
        }
        return alike.size() > MOST ? remove(alike.next()) : null;
    }

    private GoneRows alike(RemoteSubscriber subscriber) {
        return subscriber.presence.proven() ? proven : strangers;
    }

    private RemoteSubscriber remove(RemoteSubscriber subscriber) {
        alike(subscriber).remove(subscriber);
        subscriber.who().gone.remove(subscriber);
        return subscriber;
    }

    /** One of the identity of which that is true, taken out; null if there is none. */
    @Nullable
    RemoteSubscriber take(RemoteIdentity who, Predicate<RemoteSubscriber> isIt) {
        for (RemoteSubscriber each : who.gone) {
            if (isIt.test(each)) {
                return remove(each);
            }
        }
        return null;
    }

    /** Those that had shown that they hear us. */
    Collection<RemoteSubscriber> proven() {
        return proven.all();
    }

    /** All of them, the longest gone first, strangers last. */
    List<RemoteSubscriber> all() {
        List<RemoteSubscriber> all = new ArrayList<>(proven.all());
        all.addAll(strangers.all());
        return all;
    }
}
