package io.tunedzmq.ledger;

import io.tunedzmq.wire.FrameReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which books a frame goes to. Confined to the receiving thread, except the counters.
 *
 * <p>Of each epoch one publisher instance is believed: the first one heard, or the first that answered a request of
 * this subscriber over its own connection, by an ECHO. Where another connection with that epoch leads to is open for a
 * second, in which its frames wait, and then one of these ({@link RouteVerdict}):
 *
 * <ul>
 *   <li>It joins the believed books: see {@link EpochRoutes}.
 *   <li>It takes their place, as it has answered and they have not.
 *   <li>It has books of its own, apart: see {@link ApartBooks}.
 * </ul>
 */
final class EpochTable {
    private static final long[] NONE = {};

    private final Map<Long, EpochLedger> believed = new LinkedHashMap<>();
    private final QuietTime quiet = new QuietTime();
    private final LedgerStore store;
    private final EpochRoutes routes;
    private final ApartBooks apart;
    private RestartListener onRestart = (before, epoch, address) -> {};
    private @Nullable EpochRoute last;

    /** @param absorb takes books and others that turned out to be of the same publisher */
    EpochTable(int maxTopics, BiConsumer<EpochLedger, EpochLedger> absorb) {
        store = new LedgerStore(new TopicBudget(maxTopics), quiet, this::forgotten);
        routes = new EpochRoutes(store, quiet);
        apart = new ApartBooks(believed, store, routes, quiet, absorb);
    }

    private void forgotten(EpochLedger books) {
        believed.remove(books.epoch(), books);
        apart.remove(books);
        routes.forgotten(books);
    }

    /** The route of a frame that came; null if there is no room for one more. */
    @Nullable
    EpochRoute route(long epoch, HeardConnection connection, long nowNs) {
        EpochRoute route = known(epoch, connection);
        return route == null ? store.add(epoch, connection, nowNs) : route;
    }

    /** A frame is to be accounted for. */
    void reads(long nowNs) {
        quiet.reads(nowNs);
    }

    private @Nullable EpochRoute known(long epoch, HeardConnection connection) {
        EpochRoute route = last; // Mostly: a look-up would cost more than the rest of the accounting.
        if (route == null || route.epoch != epoch || route.connection != connection || route.books == null) {
            route = connection.route(epoch);
            last = route;
        }
        return route;
    }

    /** The books in whose order frames with this epoch are accounted for; null if it would be the first. */
    @Nullable
    EpochLedger find(long epoch, HeardConnection connection) {
        EpochRoute route = known(epoch, connection);
        if (route != null && route.books != null) {
            EpochLedger others = apart.waitsFor(route.books);
            return others == null ? route.books : others;
        }
        EpochLedger books = believed.get(epoch);
        return books == null || (route != null && RouteVerdict.of(route, books, quiet) != RouteVerdict.JOIN)
                ? null
                : books;
    }

    /** The books to which frames with this epoch over this connection belong; null if it would be the first. */
    @Nullable
    EpochLedger own(long epoch, HeardConnection connection) {
        EpochRoute route = known(epoch, connection);
        return route != null && route.books != null ? route.books : find(epoch, connection);
    }

    /** Whether frames with this epoch are accounted for in the order in which this connection brings them. */
    boolean isMain(long epoch, HeardConnection connection) {
        EpochRoute route = known(epoch, connection);
        EpochLedger books = route == null ? null : route.books;
        return books != null && books.main == route && apart.waitsFor(books) == null;
    }

    /** Whether frames with this epoch over this connection wait for a proof. */
    boolean undecided(long epoch, HeardConnection connection, long nowNs) {
        EpochRoute route = known(epoch, connection);
        if (route != null && route.books != null) {
            return false;
        }
        EpochLedger books = believed.get(epoch);
        if (books == null || connection.sameAddress(books.connection())) {
            return false;
        }
        if (route == null) {
            route = store.add(epoch, connection, nowNs);
        }
        books.contested = true;
        RouteVerdict verdict = route == null ? RouteVerdict.JOIN : RouteVerdict.of(route, books, quiet);
        if (route != null && verdict == RouteVerdict.APART) {
            begin(route, true, nowNs); // At once: what runs ahead of the believed ones goes on waiting.
        }
        return verdict == RouteVerdict.WAIT;
    }

    /** Frames with this epoch have waited enough. */
    void waitNoMore(long epoch, HeardConnection connection) {
        EpochRoute route = connection.route(epoch);
        if (route != null) {
            route.late = true;
        }
    }

    /** See {@link SequenceLedger#answers}. */
    long[] echoes(long epoch, HeardConnection connection) {
        EpochLedger books = believed.get(epoch);
        return books == null || !leadsTo(books, connection)
                ? NONE
                : books.echoes().toArray();
    }

    /** Whether a connection goes where the publisher is or was, or where nobody can tell: to us. */
    private static boolean leadsTo(EpochLedger books, HeardConnection connection) {
        EpochRoute route = connection.route(books.epoch());
        return connection.dialedAddress() == null
                || connection.sameAddress(books.connection())
                || (route != null && books.isReachedBy(route));
    }

    /** Notes a proof as soon as it was read: it may be behind frames that wait for it. */
    void echoed(long epoch, long number, HeardConnection connection, long nowNs) {
        EpochRoute route = route(epoch, connection, nowNs);
        if (route != null) {
            route.echoed(number);
        }
    }

    /**
     * The books for a frame of the route, which becomes their main one if the other is done for.
     *
     * @param hadToWait whether it would have had to wait for what is left of the main one
     */
    EpochLedger arrives(EpochRoute route, boolean hadToWait, long nowNs) {
        EpochLedger books = route.books == null ? settle(route, nowNs) : route.books;
        if (books.standing != EpochStanding.BELIEVED) {
            books = apart.brings(books, nowNs);
        }
        if (books.main == route) {
            return books;
        }
        if (books.proven && !isShown(route, books)) {
            books.routes().remove(route); // It had joined when neither had proven anything, or when one was lost.
            return begin(route, true, nowNs);
        }
        routes.brings(route, books, hadToWait);
        return books;
    }

    /** Whether a route that has joined is one of those that may. */
    private boolean isShown(EpochRoute route, EpochLedger books) {
        route.vouched |= books.isReachedBy(route);
        return route.vouched
                || route.connection.sameAddress(books.connection())
                || (route.proven && RouteVerdict.isLost(books, quiet));
    }

    private EpochLedger settle(EpochRoute route, long nowNs) {
        EpochLedger books = believed.get(route.epoch);
        if (books == null) {
            return begin(route, false, nowNs);
        }
        route.late = true; // It did not wait if it comes here.
        return switch (RouteVerdict.of(route, books, quiet)) {
            case JOIN, WAIT -> {
                route.vouched = books.proven && books.isReachedBy(route);
                routes.add(route, books);
                yield books;
            }
            case REPLACE -> replace(route, books, nowNs);
            case APART -> begin(route, true, nowNs);
        };
    }

    private EpochLedger begin(EpochRoute route, boolean isApart, long nowNs) {
        EpochLedger books = new EpochLedger(route, nowNs);
        route.books = books;
        store.add(books);
        if (isApart) {
            apart.add(books);
            if (route.proven) {
                apart.proven(books);
            }
        } else {
            believed.put(route.epoch, books);
            EpochLedger before = routes.begun(books);
            if (before != null) {
                onRestart.restarted(before.epoch(), route.epoch, address(route.epoch));
            }
        }
        return books;
    }

    /** Those believed so far have proven nothing; where their other routes lead is decided anew. */
    private EpochLedger replace(EpochRoute route, EpochLedger unproven, long nowNs) {
        believed.remove(route.epoch);
        for (EpochRoute other : List.copyOf(unproven.routes())) {
            if (other != unproven.main) {
                unproven.routes().remove(other);
                other.books = null;
            }
        }
        apart.add(unproven);
        return begin(route, false, nowNs);
    }

    /**
     * A proof has come, in its turn.
     *
     * @return the books that it is for
     */
    EpochLedger proven(EpochRoute route, EpochLedger books, long nowNs) {
        if (books.main != route) {
            if (!books.proven && !books.main.proven) {
                return proven(route, replace(route, books, nowNs), nowNs);
            }
            if (books.proven) {
                store.known(route);
                route.vouched |= books.main.leadsWhere(route);
            }
            return books;
        }
        route.vouched = true;
        store.proven(books);
        if (books.standing == EpochStanding.BELIEVED) {
            apart.takeInWhoLeadsThere(books);
        } else {
            apart.proven(books);
        }
        return books;
    }

    /** Whether a proof is of use that has not come yet. */
    boolean proofWanted() {
        return !apart.isEmpty();
    }

    /** Nothing is left to be read: what can be decided by that is decided. */
    void nothingIsLeft(long nowNs) {
        quiet.nothingIsLeft(nowNs);
        routes.nothingIsLeft();
        apart.nothingIsLeft(nowNs);
    }

    /** See {@link QuietTime}. */
    long quietNs() {
        return quiet.ns();
    }

    /** Whether what waits for these books may go on over this connection, when nothing else is left to be read. */
    boolean mayGoOn(EpochLedger books, long epoch, HeardConnection connection) {
        EpochRoute route = known(epoch, connection);
        EpochLedger own = route == null ? null : route.books;
        return (own == null || own == books || apart.joins(own, books)) && routes.takesOver(books, connection);
    }

    void over(EpochLedger books) {
        store.over(books);
    }

    boolean addTopic(EpochLedger books, int cost) {
        return store.addTopic(books, cost);
    }

    void addBaseline(EpochLedger books, FrameReader frame) {
        store.addBaseline(books, frame);
    }

    /**
     * Those whose publishers are told. Not what may be a liar's: its publisher would take it for its own. It does not
     * where the books have an echo, because it knows the numbers of its echoes.
     */
    List<EpochLedger> reporting() {
        return Stream.concat(
                        believed.values().stream().filter(books -> books.proven || !books.contested),
                        apart.others().filter(books -> books.proven))
                .toList();
    }

    /** The instances that are believed. */
    Collection<EpochLedger> believed() {
        return believed.values();
    }

    /** All books; from any thread. */
    Collection<EpochLedger> all() {
        return store.all();
    }

    /** Where the instance is that is believed, {@code ip:port}; null where that is unknown. */
    @Nullable
    String address(long epoch) {
        EpochLedger books = believed.get(epoch);
        return books == null ? null : books.connection().address();
    }

    void onRestart(RestartListener listener) {
        onRestart = listener;
    }

    long restarts() {
        return routes.restarts();
    }

    long reconnects() {
        return routes.reconnects();
    }
}
