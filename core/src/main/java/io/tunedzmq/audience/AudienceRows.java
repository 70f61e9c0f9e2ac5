package io.tunedzmq.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's rows of subscribers, by the connection that they came over. Bounded: where there is no room, a stranger
 * goes, one that introduced itself and never showed that it hears us; of the connection with the most of them, the
 * oldest. So a flood of identities replaces its own, and each step takes the same short time, however many rows there
 * are. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class AudienceRows {
    static final int MOST_OF_A_CONNECTION = 4_096;

    /** Strangers that a table for people shows. */
    private static final int MOST_SHOWN = 1_024;

    private static final Comparator<ConnectionRows> FULLEST_FIRST = Comparator.comparingInt(ConnectionRows::strangers)
            .thenComparingInt(ConnectionRows::size)
            .reversed()
            .thenComparingLong(rows -> rows.connection);

    /** Told of rows that change. */
    interface Listener {
        /** Its connection is about to be gone, or it has to make room. */
        void leaves(RemoteSubscriber subscriber);

        /** It will not come back. */
        void forgotten(RemoteSubscriber subscriber);
    }

    private final int most;
    private final Listener listener;
    private final Map<Long, ConnectionRows> byConnection = new HashMap<>();
    private final NavigableSet<ConnectionRows> fullestFirst = new TreeSet<>(FULLEST_FIRST);
    private final Map<RemoteIdentity, RemoteIdentity> identities = new HashMap<>();
    private final Set<RemoteSubscriber> strangers = new LinkedHashSet<>();
    private final Set<RemoteSubscriber> proven = new LinkedHashSet<>();
    private final GoneSubscribers gone = new GoneSubscribers();

    AudienceRows(int most, Listener listener) {
        this.most = most;
        this.listener = listener;
    }

    @Nullable
    RemoteSubscriber find(long connection, long key) {
        ConnectionRows rows = byConnection.get(connection);
        return rows == null ? null : rows.find(key);
    }

    /** The first with the id over the connection; the others follow by {@link RemoteSubscriber#sameId}. */
    @Nullable
    RemoteSubscriber ofId(long connection, long id) {
        ConnectionRows rows = byConnection.get(connection);
        return rows == null ? null : rows.ofId(id);
    }

    /** The identity as it is kept if there is a row of it, over whatever connection or gone. */
    RemoteIdentity known(RemoteIdentity who) {
        return identities.getOrDefault(who, who);
    }

    /** Makes room for a row of the identity over the connection; false if it gets none. */
    boolean makeRoom(long connection, RemoteIdentity who, long nowNs) {
        ConnectionRows rows = byConnection.get(connection);
        if (rows != null) {
            if (rows.isFullOf(who.id) && !forget(rows.oldestStranger(who.id), nowNs)) {
                return false;
            }
            // Over inproc, connection 0, everybody is in this process and shares one.
            boolean full = connection != 0 && rows.size() >= MOST_OF_A_CONNECTION;
            if (full && !forget(rows.oldestStranger(), nowNs)) {
                return false;
            }
        }
        if (connected() >= most) {
            ConnectionRows fullest = fullestFirst.first();
            return forget(fullest.oldestStranger(), nowNs) || forget(fullest.oldest(), nowNs);
        }
        return true;
    }

    /** Forgets a stranger other than this one; false if there is none. */
    boolean forgetStranger(RemoteSubscriber but, long nowNs) {
        RemoteSubscriber stranger =
                fullestFirst.isEmpty() ? null : fullestFirst.first().oldestStranger();
        return stranger != but && forget(stranger, nowNs);
    }

    /** Adds a row for which there is room. */
    void add(long connection, RemoteSubscriber subscriber) {
        ConnectionRows rows = byConnection.computeIfAbsent(connection, ConnectionRows::new);
        fullestFirst.remove(rows);
        rows.add(subscriber);
        fullestFirst.add(rows);
        (subscriber.presence.proven() ? proven : strangers).add(subscriber);
        RemoteIdentity who = subscriber.who();
        identities.put(who, who);
        who.rows++;
        who.came(subscriber);
    }

    void prove(RemoteSubscriber subscriber) {
        ConnectionRows rows = subscriber.presence.home();
        if (rows != null && !subscriber.presence.proven()) {
            fullestFirst.remove(rows);
            subscriber.presence.prove();
            rows.proven(subscriber);
            fullestFirst.add(rows);
            strangers.remove(subscriber);
            proven.add(subscriber);
        }
    }

    /** Takes a row out because its subscriber has left; it is kept for a while. */
    void left(RemoteSubscriber subscriber, long nowNs) {
        takeOut(subscriber, nowNs);
        RemoteSubscriber oldest = gone.add(subscriber);
        if (oldest != null) {
            forgetGone(oldest);
        }
    }

    private void takeOut(RemoteSubscriber subscriber, long nowNs) {
        ConnectionRows rows = subscriber.presence.home();
        if (rows == null) {
            return;
        }
        listener.leaves(subscriber);
        subscriber.who().present.remove(subscriber);
        fullestFirst.remove(rows);
        rows.remove(subscriber, nowNs);
        if (rows.size() == 0) {
            byConnection.remove(rows.connection);
        } else {
            fullestFirst.add(rows);
        }
        (subscriber.presence.proven() ? proven : strangers).remove(subscriber);
    }

    private boolean forget(@Nullable RemoteSubscriber subscriber, long nowNs) {
        if (subscriber == null) {
            return false;
        }
        takeOut(subscriber, nowNs);
        forgetGone(subscriber);
        return true;
    }

    private void forgetGone(RemoteSubscriber subscriber) {
        listener.forgotten(subscriber);
        drop(subscriber.who());
    }

    private void drop(RemoteIdentity who) {
        if (--who.rows == 0) {
            identities.remove(who);
        }
    }

    /** A row that is gone of an identity as it is kept, taken out; null if there is none of which that is true. */
    @Nullable
    RemoteSubscriber takeGone(RemoteIdentity who, Predicate<RemoteSubscriber> isIt) {
        RemoteSubscriber subscriber = gone.take(who, isIt);
        if (subscriber != null) {
            drop(who);
        }
        return subscriber;
    }

    /** Connections older than this one over which the identity alone came, and showed that it hears us. */
    List<Long> olderOfItsOwn(long connection, RemoteIdentity who) {
        List<Long> older = new ArrayList<>();
        for (RemoteSubscriber each : known(who).present) {
            ConnectionRows home = each.presence.home();
            if (home != null && home.connection < connection && home.size() == 1 && each.presence.proven()) {
                older.add(home.connection);
            }
        }
        return older;
    }

    /** All rows of the connection. */
    List<RemoteSubscriber> of(long connection) {
        ConnectionRows rows = byConnection.get(connection);
        return rows == null ? List.of() : rows.all();
    }

    /** Those connected that have shown that they hear us. */
    Collection<RemoteSubscriber> proven() {
        return Collections.unmodifiableSet(proven);
    }

    /** Those that had, and whose connection is gone. */
    Collection<RemoteSubscriber> goneProven() {
        return gone.proven();
    }

    /** How many are connected that have not. */
    int strangers() {
        return strangers.size();
    }

    int connected() {
        return strangers.size() + proven.size();
    }

    /** Every row but those of strangers beyond a number that people would look at; the longest there first. */
    List<RemoteSubscriber> shown() {
        List<RemoteSubscriber> shown = new ArrayList<>(proven);
        strangers.stream().limit(MOST_SHOWN).forEach(shown::add);
        shown.addAll(gone.all());
        return shown;
    }
}
