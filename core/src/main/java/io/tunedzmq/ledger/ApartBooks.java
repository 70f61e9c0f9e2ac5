package io.tunedzmq.ledger;

import io.tunedzmq.internal.NowAndThen;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Books of epochs of which others are believed, and what becomes of them. Whoever comes with the epoch of a publisher
 * that is heard over another connection, and does not show within a second that it leads to the same one, gets such
 * books, of one route. It can be a liar; or it is the same publisher over another way, and its echoes were lost in a
 * full queue. Taken for somebody else, it would have its messages handed out twice; taken for the same, a liar could
 * spoil the books of the one that it names.
 *
 * <p>So the question stays {@linkplain EpochStanding#OPEN open} until it is answered, and as long as it is open nothing
 * that comes over this route is entered, handed out or reported. What runs ahead of the believed books waits, within
 * the bounds of what may be put aside; what these have passed is discarded. There are three answers:
 *
 * <ul>
 *   <li>It is the same publisher: both have brought the same echo, or it was proven to be at this address; or this one
 *       has answered, and the connection of the believed one is lost. Then its route goes on in the believed books, and
 *       these books are no more.
 *   <li>It is {@linkplain EpochStanding#OTHER another one}: it has answered, and for a minute both have brought nothing
 *       in common. Or it cannot answer, and the believed one has been lost for a minute. Its books are used from then
 *       on. An echo that both bring shows the contrary all the same.
 *   <li>It is {@linkplain EpochStanding#BELIEVED believed}, because the others were forgotten.
 * </ul>
 *
 * <p>So where two ways lead to one publisher, whatever is handed out is in the believed books, and comes once, unless
 * the two were taken for two. A minute is one of {@link QuietTime}: a slow application may read for long what the
 * believed one's queue had held before the other one came. Confined to the receiving thread.
 */
final class ApartBooks {
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long LOOK_NS = 100_000_000;

    /** What has room for the frames it compares, whatever number of peers claims to be others. */
    static final int MOST_COMPARED = 32;

    private final Map<Long, EpochLedger> believed;
    private final LedgerStore store;
    private final EpochRoutes routes;
    private final QuietTime quiet;

    /** Enters into books what came by way of others. */
    private final BiConsumer<EpochLedger, EpochLedger> absorb;

    /** By epoch: what one peer brings is not to be gone over for what another one brings. */
    private final Map<Long, Set<EpochLedger>> apart = new LinkedHashMap<>();

    /** Those that compare frames. */
    private final Set<EpochLedger> comparing = new LinkedHashSet<>();

    private final NowAndThen looks = new NowAndThen();

    /**
     * @param believed by epoch
     * @param absorb takes books and others that turned out to be of the same publisher
     */
    ApartBooks(
            Map<Long, EpochLedger> believed,
            LedgerStore store,
            EpochRoutes routes,
            QuietTime quiet,
            BiConsumer<EpochLedger, EpochLedger> absorb) {
        this.believed = believed;
        this.store = store;
        this.routes = routes;
        this.quiet = quiet;
        this.absorb = absorb;
    }

    boolean isEmpty() {
        return apart.isEmpty();
    }

    /** Those that are taken for others. */
    Stream<EpochLedger> others() {
        return all().filter(books -> books.standing == EpochStanding.OTHER);
    }

    private Stream<EpochLedger> all() {
        return apart.values().stream().flatMap(Set::stream);
    }

    /** Others are believed, or are about to be. */
    void add(EpochLedger books) {
        books.standing = EpochStanding.OPEN;
        apart.computeIfAbsent(books.epoch(), unused -> new LinkedHashSet<>()).add(books);
    }

    /** They are forgotten, or believed. */
    void remove(EpochLedger books) {
        endDoubt(books);
        Set<EpochLedger> ofEpoch = apart.get(books.epoch());
        if (ofEpoch != null && ofEpoch.remove(books) && ofEpoch.isEmpty()) {
            apart.remove(books.epoch());
        }
    }

    private boolean contains(EpochLedger books) {
        return apart.getOrDefault(books.epoch(), Set.of()).contains(books);
    }

    /** The books for which what these bring has to wait; null if there are none. */
    @Nullable
    EpochLedger waitsFor(EpochLedger books) {
        return books.standing == EpochStanding.OPEN ? believed.get(books.epoch()) : null;
    }

    /** Whether they turn out to be those of the believed publisher. */
    boolean joins(EpochLedger books, EpochLedger others) {
        EpochRoute route = books.main;
        return others.isReachedBy(route)
                || (books.standing == EpochStanding.OPEN && route.proven && RouteVerdict.isLost(others, quiet));
    }

    /** A frame came for these books; returns those that it is for, which are others if the question is answered so. */
    EpochLedger brings(EpochLedger books, long nowNs) {
        EpochLedger others = believed.get(books.epoch());
        if (others == null) {
            remove(books);
            books.standing = EpochStanding.BELIEVED;
            believed.put(books.epoch(), books);
            return books;
        }
        if (joins(books, others)) {
            meet(books, others);
            return others;
        }
        others.signNs = books.proven ? nowNs : others.signNs;
        return books;
    }

    /** Two ways of one publisher after all. What was handed out of one is not to be missed by way of the other. */
    private void meet(EpochLedger books, EpochLedger others) {
        EpochRoute route = books.main;
        route.vouched = others.proven && others.isReachedBy(route);
        books.routes().clear();
        store.forget(books); // First: what its topics took makes room for theirs.
        absorb.accept(others, books);
        routes.add(route, others);
    }

    /**
     * The believed publisher has answered over its main route: who has brought the same echo over another one is the
     * same. At once, because what was handed out of that one may come over this one next.
     */
    void takeInWhoLeadsThere(EpochLedger others) {
        for (EpochLedger books : List.copyOf(apart.getOrDefault(others.epoch(), Set.of()))) {
            if (others.main.leadsWhere(books.main) && contains(books)) {
                meet(books, others);
            }
        }
    }

    /** Their publisher has answered. */
    void proven(EpochLedger books) {
        EpochLedger others = believed.get(books.epoch());
        if (others != null && books.standing == EpochStanding.OPEN && !isInDoubt(books, others)) {
            endDoubt(books); // It was about others that are forgotten.
            EpochDoubt doubt = new EpochDoubt(others, quiet.ns());
            books.doubt = doubt;
            if (hasRoom()) {
                doubt.compare();
                comparing.add(books);
            }
        }
    }

    private static boolean isInDoubt(EpochLedger books, EpochLedger others) {
        EpochDoubt doubt = books.doubt;
        return doubt != null && doubt.isAbout(others);
    }

    private boolean hasRoom() {
        if (comparing.size() >= MOST_COMPARED) {
            for (EpochLedger books : List.copyOf(comparing)) {
                EpochLedger others = believed.get(books.epoch());
                if (books.connection().closed() || others == null || !isInDoubt(books, others)) {
                    endDoubt(books); // There is nothing more to compare.
                }
            }
        }
        return comparing.size() < MOST_COMPARED;
    }

    private void endDoubt(EpochLedger books) {
        EpochDoubt doubt = books.doubt;
        if (doubt != null) {
            doubt.end();
            comparing.remove(books);
            books.doubt = null;
        }
    }

    /** Nothing is left to be read: what was open for long enough is decided. */
    void nothingIsLeft(long nowNs) {
        if (apart.isEmpty() || !looks.isDue(LOOK_NS, nowNs)) {
            return;
        }
        for (EpochLedger books : all().toList()) {
            EpochLedger others = believed.get(books.epoch());
            if (others != null && contains(books)) {
                look(books, others);
            }
        }
    }

    private void look(EpochLedger books, EpochLedger others) {
        EpochRoute route = books.main;
        if (joins(books, others)) {
            meet(books, others);
            if (routes.takesOver(others, route.connection)) {
                routes.move(others, route);
            }
        } else if (books.standing == EpochStanding.OPEN) {
            decide(books, others);
        }
    }

    private void decide(EpochLedger books, EpochLedger others) {
        if (books.connection().closed()) {
            if (quiet.ns() - books.main.heardNs >= MINUTE_NS) {
                store.forget(books); // It was nobody of whom anything is left.
            }
            return;
        }
        if (books.main.proven) {
            proven(books); // If it is not in doubt yet.
        }
        EpochDoubt doubt = books.doubt;
        boolean isOther = doubt == null
                ? RouteVerdict.isLost(others, quiet) && quiet.ns() - others.main.heardNs >= MINUTE_NS
                : quiet.ns() - doubt.sameNs() >= MINUTE_NS;
        if (isOther) {
            endDoubt(books);
            books.standing = EpochStanding.OTHER;
        }
    }
}
