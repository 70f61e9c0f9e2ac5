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
        if (subscriber.proven && !subscriber.who().saidGoodbye && subscriber.who().rows == 1) {
            forgotten = forgottenUntil(subscriber.goneNs()) + 1;
            forgottenNs = forgotten == 1 ? subscriber.goneNs() : Nanos.later(forgottenNs, subscriber.goneNs());
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
        Set<SubscriberIdentity> lost = new HashSet<>();
        for (RemoteSubscriber gone : rows.goneProven()) {
            boolean awaited = !gone.who().saidGoodbye && nowNs - gone.goneNs() < AWAITED_NS;
            if (awaited && !gone.hasAll(AudienceTotals.sent(gone, sentNow)).orElse(false)) {
                lost.add(gone.who());
            }
        }
        if (!lost.isEmpty()) {
            // One that is back over another connection has its own row, which knows the rest from its first report on.
            rows.proven().stream()
                    .filter(RemoteSubscriber::reports)
                    .map(RemoteSubscriber::who)
                    .forEach(lost::remove);
        }
        return lost.size() + forgottenUntil(nowNs);
    }
}
