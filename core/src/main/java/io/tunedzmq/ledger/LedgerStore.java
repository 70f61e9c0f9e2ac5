package io.tunedzmq.ledger;

import io.tunedzmq.wire.FrameReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The books of all publisher instances, bounded whatever peers send. What has to give way for newer ones: first what is
 * over or whose connection is closed, then strangers, which are publishers that never answered a request of ours, last
 * proven ones that have been silent for long; each time the one not heard for longest, more or less. So a peer that
 * makes up epochs displaces its own.
 *
 * <p>Each step costs the same however full it is, spread over the frames that came. Confined to the receiving thread,
 * but for {@link #all()}.
 */
final class LedgerStore {
    /** Routes kept at the same time, those over one connection, and those of them that are strangers. */
    static final int MOST_ROUTES = 16_384;

    static final int MOST_OF_ONE = 4_096;
    static final int MOST_STRANGERS_OF_ONE = 1_024;

    /** A proven publisher that says nothing for so long, not even a sign of life, gives way. */
    private static final long LONG_SILENCE_NS = 10_000_000_000L;

    /** Baseline entries of all instances, 8 bytes each. */
    private static final int MOST_BASELINE_ENTRIES =
            (int) Math.min(10_000_000, Runtime.getRuntime().maxMemory() / 128);

    private final TopicBudget topics;
    private final QuietTime quiet;
    private final Consumer<EpochLedger> onForget;
    private final Set<EpochLedger> all = ConcurrentHashMap.newKeySet();
    private final Set<EpochLedger> strangers = new LinkedHashSet<>();
    private final Set<EpochLedger> proven = new LinkedHashSet<>();

    /** What is over, or has lost its connection: strangers and those that said so, and others, which may come back. */
    private final Set<EpochLedger> gone = new LinkedHashSet<>();

    private final Set<EpochLedger> away = new LinkedHashSet<>();

    /** Connections with a route. */
    private final Set<HeardConnection> connections = new LinkedHashSet<>();

    private int routes;
    private int baselineEntries;

    LedgerStore(TopicBudget topics, QuietTime quiet, Consumer<EpochLedger> onForget) {
        this.topics = topics;
        this.quiet = quiet;
        this.onForget = onForget;
    }

    /** All books; from any thread. */
    Collection<EpochLedger> all() {
        return all;
    }

    /** Adds a route that has no books yet; null if there is no room for one more. */
    @Nullable
    EpochRoute add(long epoch, HeardConnection connection, long nowNs) {
        if (!makeRoom(connection, nowNs)) {
            return null;
        }
        if (connections.add(connection)) {
            connection.onClose(this::closed);
        }
        EpochRoute route = new EpochRoute(epoch, connection, quiet.ns());
        connection.strangers.put(epoch, route);
        routes++;
        return route;
    }

    private boolean makeRoom(HeardConnection connection, long nowNs) {
        if (connection.strangers.size() >= MOST_STRANGERS_OF_ONE) {
            forget(oldest(connection.strangers));
        }
        if (connection.routes() >= MOST_OF_ONE && !forgetSilent(connection, nowNs)) {
            return false;
        }
        return routes < MOST_ROUTES
                || forgetIfAny(firstGone(gone, null))
                || forgetIfAny(oldest(strangers, null))
                || forgetOfTheLargest(connection) // Before those that may come back.
                || forgetIfAny(firstGone(away, null))
                || forgetSilent(connection, nowNs);
    }

    /** Of the routes over one connection, the one not heard for longest, if that is long. */
    private boolean forgetSilent(HeardConnection connection, long nowNs) {
        Map<Long, EpochRoute> from = connection.strangers.isEmpty() ? connection.proven : connection.strangers;
        if (from.isEmpty()) {
            return false;
        }
        EpochRoute oldest = oldest(from);
        EpochLedger books = oldest.books;
        if (books != null && books.proven && nowNs - books.heard.get() < LONG_SILENCE_NS) {
            return false;
        }
        forget(oldest);
        return true;
    }

    /** Who has many routes gives one to a connection that has few. */
    private boolean forgetOfTheLargest(HeardConnection newcomer) {
        HeardConnection largest = newcomer;
        for (HeardConnection connection : connections) {
            largest = connection.routes() > largest.routes() ? connection : largest;
        }
        if (largest.routes() <= 2 * newcomer.routes()) {
            return false;
        }
        forget(oldest(largest.strangers.isEmpty() ? largest.proven : largest.strangers));
        return true;
    }

    /** The route not heard for longest; those heard since they were looked at last go to the end. */
    private static EpochRoute oldest(Map<Long, EpochRoute> routes) {
        for (int left = routes.size(); left > 0; left--) {
            EpochRoute first = routes.values().iterator().next();
            EpochLedger books = first.books;
            if (books == null || books.heard.get() - books.listedNs <= 0) {
                return first;
            }
            books.listedNs = books.heard.get();
            routes.remove(first.epoch);
            routes.put(first.epoch, first);
        }
        return routes.values().iterator().next();
    }

    private static @Nullable EpochLedger oldest(Set<EpochLedger> ledgers, @Nullable EpochLedger except) {
        for (int left = ledgers.size(); left > 0; left--) {
            EpochLedger first = ledgers.iterator().next();
            if (first != except && first.heard.get() - first.listedNs <= 0) {
                return first;
            }
            first.listedNs = first.heard.get();
            ledgers.remove(first);
            ledgers.add(first);
        }
        EpochLedger first = ledgers.isEmpty() ? null : ledgers.iterator().next();
        return first == except ? null : first;
    }

    void add(EpochLedger books) {
        all.add(books);
        strangers.add(books);
        if (books.gone()) {
            gone(books); // Left over by a connection that is closed.
        }
    }

    /** A publisher that had been a stranger has answered. */
    void proven(EpochLedger books) {
        if (strangers.remove(books)) {
            books.proven = true;
            proven.add(books);
            topics.proven(books);
        }
        known(books.main);
    }

    /** The route is known to lead to a proven publisher. */
    void known(EpochRoute route) {
        if (route.connection.strangers.remove(route.epoch, route)) {
            route.connection.proven.put(route.epoch, route);
        }
    }

    /** Nothing more is expected of it. */
    void over(EpochLedger books) {
        books.over = true;
        gone(books);
    }

    private void gone(EpochLedger books) {
        if (!gone.contains(books)) {
            (books.proven && !books.over ? away : gone).add(books);
        }
    }

    private void closed(HeardConnection connection) {
        connections.remove(connection);
        List<EpochRoute> left = new ArrayList<>(connection.strangers.values());
        left.addAll(connection.proven.values());
        for (EpochRoute route : left) {
            if (route.books == null) {
                forget(route);
            } else {
                gone(route.books);
            }
        }
    }

    /** Makes room for a topic; false if there is none. */
    boolean addTopic(EpochLedger books, int cost) {
        while (!topics.take(books, cost, !proven.isEmpty())) {
            if (books.proven ? !forgetOne(books) : !forgetGone(books, topics.full(cost))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Forgets books that are over, or those of a stranger, or those whose connection is lost; false if there are none.
     */
    private boolean forgetOne(EpochLedger except) {
        EpochLedger victim = firstGone(gone, except);
        victim = victim == null ? oldest(strangers, except) : victim;
        return forgetIfAny(victim == null ? firstGone(away, except) : victim);
    }

    /** As above, but nobody who is there. */
    private boolean forgetGone(EpochLedger except, boolean provenToo) {
        EpochLedger victim = firstGone(gone, except);
        return forgetIfAny(victim == null && provenToo ? firstGone(away, except) : victim);
    }

    private boolean forgetIfAny(@Nullable EpochLedger victim) {
        if (victim != null) {
            forget(victim);
        }
        return victim != null;
    }

    /** Those that live on are taken out on the way. */
    private static @Nullable EpochLedger firstGone(Set<EpochLedger> gone, @Nullable EpochLedger except) {
        Iterator<EpochLedger> each = gone.iterator();
        while (each.hasNext()) {
            EpochLedger books = each.next();
            if (!books.gone()) {
                each.remove();
            } else if (books != except) {
                return books;
            }
        }
        return null;
    }

    void forget(EpochRoute route) {
        EpochLedger books = route.books;
        if (books != null && (books.main == route || books.routes().size() == 1)) {
            forget(books);
        } else {
            remove(route);
        }
    }

    void forget(EpochLedger books) {
        List.copyOf(books.routes()).forEach(this::remove);
        all.remove(books);
        strangers.remove(books);
        proven.remove(books);
        gone.remove(books);
        away.remove(books);
        topics.giveBack(books);
        baselineEntries -= books.baseline().size();
        onForget.accept(books);
    }

    private void remove(EpochRoute route) {
        HeardConnection connection = route.connection;
        if (connection.strangers.remove(route.epoch, route) || connection.proven.remove(route.epoch, route)) {
            routes--;
        }
        if (connection.routes() == 0) {
            connections.remove(connection);
        }
        EpochLedger books = route.books;
        if (books != null) {
            books.routes().remove(route);
            route.books = null;
        }
    }

    /** Adds a part of a baseline, as far as there is memory for it; nobody takes more than half of what is left. */
    void addBaseline(EpochLedger books, FrameReader frame) {
        EpochBaseline baseline = books.baseline();
        int before = baseline.size();
        baseline.add(frame, (MOST_BASELINE_ENTRIES - baselineEntries) / 2);
        baselineEntries += baseline.size() - before;
    }
}
