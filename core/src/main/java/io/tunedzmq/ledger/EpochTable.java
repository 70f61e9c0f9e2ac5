package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.NowAndThen;
import io.tunedzmq.wire.FrameReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which books a frame goes to. Confined to the receiving thread, except the counters.
 *
 * <p>Of each epoch one publisher instance is believed: the first one heard, or the first that answered a request of
 * this subscriber over its own connection, by an ECHO. Another connection with that epoch joins it if it leads to the
 * address at which the instance is or was, if both bring the same ECHO, or if the instance has lost its connection and
 * the other one has an ECHO. What has no such proof within a second has books of its own: it can be a liar, and must
 * not touch those of the publisher that it names. Or it is the same publisher over a second way, and must not be
 * counted twice: see {@link Doubt}.
 */
final class EpochTable {
    /** A connection that has been silent for so long while another one brings its publisher's messages is done for. */
    private static final long SILENCE_NS = 1_000_000_000;

    private static final long LOOK_NS = 100_000_000;

    /** What has room for the frames it compares, whatever number of peers claims to be others. */
    private static final int MOST_COMPARED = 32;

    private final LedgerStore store;
    private final Map<Long, EpochLedger> believed = new LinkedHashMap<>();

    /** Books of epochs of which others are believed. */
    private final Set<EpochLedger> apart = new LinkedHashSet<>();

    /** Enters into books what came by way of others. */
    private final BiConsumer<EpochLedger, EpochLedger> absorb;

    private final PublisherRestarts restarts = new PublisherRestarts();
    private @Nullable EpochRoute last;
    private final NowAndThen looks = new NowAndThen();
    private long lastNs;
    private int compared;

    private final Counter reconnects = new Counter();

    /** @param absorb takes books and others that turned out to be of the same publisher */
    EpochTable(int maxTopics, BiConsumer<EpochLedger, EpochLedger> absorb) {
        this.absorb = absorb;
        store = new LedgerStore(new TopicBudget(maxTopics), this::forgotten);
    }

    private void forgotten(EpochLedger books) {
        believed.remove(books.epoch(), books);
        apart.remove(books);
        endDoubt(books);
        restarts.left(books, books.connection());
    }

    /** The route of a frame that came; null if there is no room for one more. */
    @Nullable
    EpochRoute route(long epoch, PeerConnection connection, long nowNs) {
        lastNs = nowNs;
        EpochRoute route = known(epoch, connection);
        if (route == null) {
            route = store.add(epoch, connection, nowNs);
        }
        return route;
    }

    private @Nullable EpochRoute known(long epoch, PeerConnection connection) {
        EpochRoute route = last; // Mostly: a look-up would cost more than the rest of the accounting.
        if (route == null || route.epoch != epoch || route.connection != connection || route.books == null) {
            route = connection.route(epoch);
            last = route;
        }
        return route;
    }

    /** The books that a frame with this epoch is about to go to; null if it would be the first. */
    @Nullable
    EpochLedger find(long epoch, PeerConnection connection) {
        EpochRoute route = known(epoch, connection);
        if (route != null && route.books != null) {
            EpochLedger others = joins(route, route.books, lastNs);
            return others == null ? route.books : others;
        }
        EpochLedger books = believed.get(epoch);
        return books == null || (route != null && RouteVerdict.of(route, books, lastNs) != RouteVerdict.JOIN)
                ? null
                : books;
    }

    /** Whether frames with this epoch are accounted for in the order in which this connection brings them. */
    boolean isMain(long epoch, PeerConnection connection, long nowNs) {
        lastNs = nowNs;
        EpochRoute route = known(epoch, connection);
        EpochLedger books = route == null ? null : route.books;
        // What is about to join others has to wait for what is left of them.
        return books != null && books.main == route && joins(route, books, lastNs) == null;
    }

    /**
     * The believed books that take in those which are apart, as their publisher is the same; null if there are none: an
     * echo shows it, or the believed one's connection is lost and this one has answered.
     */
    private @Nullable EpochLedger joins(EpochRoute route, EpochLedger books, long nowNs) {
        EpochLedger others = books.apart && books.main == route ? believed.get(route.epoch) : null;
        return others != null && (others.isReachedBy(route) || (route.proven && RouteVerdict.isLost(others, nowNs)))
                ? others
                : null;
    }

    /** Whether frames with this epoch over this connection wait for a proof. */
    boolean undecided(long epoch, PeerConnection connection, long nowNs) {
        lastNs = nowNs;
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
        return route != null && RouteVerdict.of(route, books, nowNs) == RouteVerdict.WAIT;
    }

    /** Frames with this epoch have waited enough. */
    void waitNoMore(long epoch, PeerConnection connection) {
        EpochRoute route = connection.route(epoch);
        if (route != null) {
            route.late = true;
        }
    }

    /** Notes a proof as soon as it was read: it may be behind frames that wait for it. */
    void echoed(long epoch, long number, PeerConnection connection, long nowNs) {
        EpochRoute route = known(epoch, connection);
        if (route == null) {
            route = store.add(epoch, connection, nowNs);
        }
        if (route != null) {
            route.echoed(number);
        }
    }

    /**
     * The books for a frame of the route, which becomes their main one if the other is done for.
     *
     * @param mayMove whether the frame shows that nothing is left of the main one, because it had to wait for that
     */
    EpochLedger arrives(EpochRoute route, boolean mayMove, long nowNs) {
        EpochLedger books = route.books == null ? settle(route, nowNs) : route.books;
        if (books.main == route) {
            return books.apart ? reconsider(route, books, nowNs) : books;
        }
        boolean shown = route.proven || route.vouched || route.connection.sameAddress(books.connection());
        if (books.proven && !shown) {
            if (nowNs - books.provenNs >= RouteVerdict.PROOF_NS) { // Had joined when neither had proven anything.
                books.routes().remove(route);
                return begin(route, true, nowNs);
            }
        } else if ((mayMove || route.connection.sameAddress(books.connection()))
                && takesOver(books, route.connection, nowNs)) {
            move(books, route);
        }
        return books;
    }

    private EpochLedger settle(EpochRoute route, long nowNs) {
        EpochLedger books = believed.get(route.epoch);
        if (books == null) {
            return begin(route, false, nowNs);
        }
        route.late = true; // It did not wait if it comes here.
        return switch (RouteVerdict.of(route, books, nowNs)) {
            case JOIN, WAIT -> join(route, books, books.proven && books.isReachedBy(route));
            case REPLACE -> replace(route, books, nowNs);
            case APART -> begin(route, true, nowNs);
        };
    }

    private EpochLedger begin(EpochRoute route, boolean isApart, long nowNs) {
        EpochLedger books = new EpochLedger(route, nowNs);
        route.books = books;
        route.doubted = isApart && !route.proven;
        books.apart = isApart;
        store.add(books);
        if (isApart) {
            apart.add(books);
            if (route.proven) {
                doubt(books, route.sinceNs, nowNs);
            }
        } else {
            believed.put(route.epoch, books);
            route.connection.epochs++;
            EpochLedger before = restarts.begun(books);
            if (before != null) {
                store.over(before);
            }
        }
        return books;
    }

    private EpochLedger join(EpochRoute route, EpochLedger books, boolean vouched) {
        route.books = books;
        route.doubted = false;
        route.vouched = vouched;
        for (EpochRoute old : List.copyOf(books.routes())) {
            if (old != books.main && old.connection.closed() && saysNoMoreThan(route, old)) {
                store.forget(old);
            }
        }
        books.routes().add(route);
        return books;
    }

    /** Whether nothing is to be known by a route that is closed which is not known by another one. */
    private static boolean saysNoMoreThan(EpochRoute route, EpochRoute closed) {
        return closed.connection.dialedAddress() == null || route.connection.sameAddress(closed.connection);
    }

    /** Those believed so far have proven nothing. */
    private EpochLedger replace(EpochRoute route, EpochLedger unproven, long nowNs) {
        believed.remove(route.epoch);
        unproven.apart = true;
        apart.add(unproven);
        EpochLedger books = begin(route, false, nowNs);
        doubt(unproven, nowNs, nowNs);
        return books;
    }

    /** Whether books that are apart are those of the believed publisher is open. */
    private void doubt(EpochLedger books, long sinceNs, long nowNs) {
        EpochLedger others = believed.get(books.epoch());
        if (books.doubt == null && others != null) {
            books.doubt = new Doubt(others, sinceNs, nowNs, compared < MOST_COMPARED);
            compared += books.doubt.compares() ? 1 : 0;
        }
    }

    private void endDoubt(EpochLedger books) {
        Doubt doubt = books.doubt;
        if (doubt != null) {
            doubt.end();
            compared -= doubt.compares() ? 1 : 0;
            books.doubt = null;
        }
    }

    private EpochLedger reconsider(EpochRoute route, EpochLedger books, long nowNs) {
        EpochLedger others = believed.get(route.epoch);
        if (others == null) {
            apart.remove(books);
            endDoubt(books);
            books.apart = false;
            route.doubted = false;
            believed.put(route.epoch, books);
            return books;
        }
        if (joins(route, books, nowNs) != null) { // Its frame has waited for what was left of the others.
            boolean reached = others.isReachedBy(route);
            merge(books, others);
            return join(route, others, others.proven && reached);
        }
        others.signNs = books.proven ? nowNs : others.signNs;
        return books;
    }

    /** Two ways of one publisher after all. What was handed out of one is not to be missed by way of the other. */
    private void merge(EpochLedger apartOnes, EpochLedger into) {
        absorb.accept(into, apartOnes);
        for (EpochRoute route : apartOnes.routes()) {
            route.books = null; // Where it leads is decided anew, by its next frame.
        }
        apartOnes.routes().clear();
        store.forget(apartOnes);
    }

    /**
     * The believed publisher has answered over its own way: who has brought the same echo over another one is the same.
     * At once, because what was handed out of that one may come over this one next.
     */
    private void takeInWhoLeadsThere(EpochRoute route, EpochLedger books) {
        for (EpochLedger other : List.copyOf(apart)) {
            EpochRoute its = other.main;
            if (other.epoch() == books.epoch() && route.leadsWhere(its)) {
                merge(other, books);
                join(its, books, books.proven);
            }
        }
    }

    /** A proof has come, in its turn. */
    EpochLedger proven(EpochRoute route, EpochLedger books, long nowNs) {
        route.doubted = false;
        if (books.main == route) {
            route.vouched = true;
            if (!books.proven) {
                books.provenNs = nowNs;
                store.proven(books);
            }
            if (books.apart) {
                doubt(books, route.sinceNs, nowNs);
            } else if (!apart.isEmpty()) {
                takeInWhoLeadsThere(route, books);
            }
            return books;
        }
        if (books.proven || books.main.proven) {
            if (books.proven) {
                store.known(route);
                route.vouched |= books.main.leadsWhere(route);
            }
            return books;
        }
        books.routes().remove(route); // Had joined when neither had proven anything.
        EpochLedger own = replace(route, books, nowNs);
        route.vouched = true;
        own.provenNs = nowNs;
        store.proven(own);
        return own;
    }

    /**
     * Whether the frames of the route are nothing but a claim, or may be what is heard elsewhere: the publisher that
     * they name is there.
     */
    boolean isMereClaim(EpochRoute route, EpochLedger books, long nowNs) {
        if (!route.doubted && !isInDoubt(books, nowNs)) {
            return false;
        }
        EpochLedger others = believed.get(route.epoch);
        return others != null && !RouteVerdict.isLost(others, nowNs);
    }

    private static boolean isInDoubt(EpochLedger books, long nowNs) {
        return books.doubt != null && books.doubt.stands(nowNs);
    }

    /** Whether a proof is of use that has not come yet. */
    boolean proofWanted() {
        return !apart.isEmpty();
    }

    /** Nothing is left to be read: what has proven to be a publisher whose connection is lost goes on in its books. */
    void nothingIsLeft(long nowNs) {
        if (apart.isEmpty() || !looks.isDue(LOOK_NS, nowNs)) {
            return;
        }
        for (EpochLedger books : new ArrayList<>(apart)) {
            EpochLedger others = believed.get(books.epoch());
            if (others != null && books.proven && others.proven && RouteVerdict.isLost(others, nowNs)) {
                EpochRoute route = books.main;
                merge(books, others);
                join(route, others, false);
                move(others, route);
            }
        }
    }

    /** Whether the connection is the publisher's from now on: the one it had is done for. */
    boolean takesOver(EpochLedger books, PeerConnection connection, long nowNs) {
        PeerConnection old = books.connection();
        return connection.sameAddress(old) || old.closed() || nowNs - old.heardNs >= SILENCE_NS;
    }

    private void move(EpochLedger books, EpochRoute route) {
        PeerConnection connection = route.connection;
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
            PeerConnection its = old.connection;
            if (old != route && its != books.before && (its.closed() || its.sameAddress(connection))) {
                store.forget(old);
            }
        }
        restarts.moved(books);
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
                        apart.stream().filter(books -> books.proven && !isInDoubt(books, lastNs)))
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

    long restarts() {
        return restarts.count();
    }

    long reconnects() {
        return reconnects.get();
    }
}
