package io.tunedzmq.audience;

import io.tunedzmq.internal.Nanos;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Subscribers whose connection ended without a goodbye: they may come back and find that they lack something. Who has
 * not come back within a minute is taken for gone for good, as a process that was killed must not make every report
 * incomplete for ever. Bounded as the rows are: of those that had to make room only the number is known. Confined:
 * guarded by the lock of {@link RemoteSubscribers}.
 */
final class LostSubscribers {
    static final long AWAITED_NS = 60_000_000_000L;

    private final AudienceRows rows;
    private int forgotten;
    private long forgottenNs;

    LostSubscribers(AudienceRows rows) {
        this.rows = rows;
    }

    /** A row has to make room, and nobody will know it if it comes back. */
    void forgotten(RemoteSubscriber subscriber) {
        RemotePresence its = subscriber.presence;
        if (its.mayComeBack()) {
            forgotten = forgottenUntil(its.goneNs()) + 1;
            forgottenNs = forgotten == 1 ? its.goneNs() : Nanos.later(forgottenNs, its.goneNs());
        }
    }

    private int forgottenUntil(long nowNs) {
        return forgotten > 0 && nowNs - forgottenNs < AWAITED_NS ? forgotten : 0;
    }

    /**
     * How many may lack something.
     *
     * @param sentNow what was sent to each filter until now
     */
    int count(IdentityHashMap<FilterTraffic, OptionalLong> sentNow, long nowNs) {
        Set<RemoteIdentity> lost = new HashSet<>();
        for (RemoteSubscriber gone : rows.goneProven()) {
            if (isAwaited(gone, nowNs)
                    && !gone.account.hasAll(AudienceTotals.sent(gone, sentNow)).orElse(false)) {
                lost.add(gone.who());
            }
        }
        return lost.size() + forgottenUntil(nowNs);
    }

    /** Whether a subscriber may be one of them: it has the same identity, which others may know. */
    boolean mayBeOne(RemoteSubscriber subscriber, long nowNs) {
        return subscriber.who().gone.stream()
                .anyMatch(gone -> isAwaited(gone, nowNs) && !subscriber.presence.deniesToBe(gone.presence));
    }

    private static boolean isAwaited(RemoteSubscriber gone, long nowNs) {
        return gone.presence.mayComeBack() && nowNs - gone.presence.goneNs() < AWAITED_NS;
    }
}
