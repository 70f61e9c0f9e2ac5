package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes that lead to one and the same publisher, and which of them is the main one. That one brings the messages
 * in order: what runs ahead over another route waits until the main one is done for, and then the other one takes its
 * place. Confined to the receiving thread, except the counters.
 */
final class EpochRoutes {
    /** A connection that has been silent for so long while another one brings its publisher's messages is done for. */
    private static final long SILENCE_NS = 1_000_000_000;

    private final LedgerStore store;
    private final QuietTime quiet;
    private final EpochRestarts restarts = new EpochRestarts();

    /** Whose main route is lost, and has a {@link EpochLedger#successor}. */
    private final Set<EpochLedger> lost = new LinkedHashSet<>();

    private final Counter reconnects = new Counter();

    EpochRoutes(LedgerStore store, QuietTime quiet) {
        this.store = store;
        this.quiet = quiet;
    }

    /** A publisher is heard for the first time; returns the one whose place it took. */
    @Nullable
    EpochLedger begun(EpochLedger books) {
        books.connection().epochs++;
        EpochLedger before = restarts.begun(books);
        if (before != null) {
            store.over(before);
        }
        return before;
    }

    void forgotten(EpochLedger books) {
        lost.remove(books);
        restarts.left(books, books.connection());
    }

    /** One more route leads to a publisher. */
    void add(EpochRoute route, EpochLedger books) {
        route.books = books;
        for (EpochRoute old : List.copyOf(books.routes())) {
            if (old != books.main && old.connection.closed() && saysNoMoreThan(route, old)) {
                store.forget(old);
            }
        }
        books.routes().add(route);
    }

    /** Whether nothing is to be known by a route that is closed which is not known by another one. */
    private static boolean saysNoMoreThan(EpochRoute route, EpochRoute closed) {
        return closed.connection.dialedAddress() == null || route.connection.sameAddress(closed.connection);
    }

    /**
     * A frame came over another route than the main one.
     *
     * @param hadToWait whether it would have had to wait if the main one were not done for
     */
    void brings(EpochRoute route, EpochLedger books, boolean hadToWait) {
        if ((hadToWait || route.connection.sameAddress(books.connection())) && takesOver(books, route.connection)) {
            move(books, route);
        } else if (RouteVerdict.isLost(books.main, books, quiet)) {
            books.successor = route;
            lost.add(books);
        }
    }

    /** Nothing is left to be read: what was lost has left nothing either. */
    void nothingIsLeft() {
        if (!lost.isEmpty()) {
            lost.forEach(this::succeed);
            lost.clear();
        }
    }

    private void succeed(EpochLedger books) {
        EpochRoute route = books.successor;
        books.successor = null;
        if (route != null
                && route.books == books
                && books.main != route
                && !route.connection.closed()
                && RouteVerdict.isLost(books.main, books, quiet)) {
            move(books, route);
        }
    }

    /** Whether the connection is the publisher's from now on: the one it had is done for. */
    boolean takesOver(EpochLedger books, HeardConnection connection) {
        EpochRoute old = books.main;
        return connection.sameAddress(old.connection)
                || old.connection.closed()
                || quiet.ns() - old.heardNs >= SILENCE_NS;
    }

    /** The route is the main one from now on. */
    void move(EpochLedger books, EpochRoute route) {
        HeardConnection connection = route.connection;
        if (connection != books.before) { // Back and forth between two that live is one publisher with two addresses.
            reconnects.add(1);
            connection.epochs++;
        }
        if (connection.isUnchecked) {
            books.mayBeHandedOutElsewhere(EpochLedger.ALL);
        }
        books.before = books.connection();
        restarts.left(books, books.before);
        books.main = route;
        if (books.proven) {
            store.known(route);
        }
        for (EpochRoute old : List.copyOf(books.routes())) {
            HeardConnection its = old.connection;
            if (old != route && its != books.before && (its.closed() || its.sameAddress(connection))) {
                store.forget(old);
            }
        }
        restarts.moved(books);
    }

    long restarts() {
        return restarts.count();
    }

    long reconnects() {
        return reconnects.get();
    }
}
