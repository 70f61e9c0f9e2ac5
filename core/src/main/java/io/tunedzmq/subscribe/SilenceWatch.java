package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.stats.PublisherPresence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notices which publishers have ended, fell silent or are back. Confined: guarded by the subscriber's lock; the count
 * and what is quiet may be read from any thread.
 */
final class SilenceWatch {
    /** Instances that have ended are remembered no longer than the ledger remembers them, more or less. */
    private static final int MOST_REMEMBERED = 4_096;

    /** Looks so far apart show that nobody came to look. */
    private static final long PAUSE_NS = 1_000_000_000;

    private final long silentAfterNs;
    /** Those that are silent, and when they were heard last. */
    private final Map<Long, Long> silent = new HashMap<>();

    /** Over which publishers were heard that have not ended, and not one of them is heard any more. */
    private volatile List<QuietConnection> quiet = List.of();

    private final Set<Long> ended = new HashSet<>();
    private final Counter silences = new Counter();
    private boolean looked;
    private long lookedNs;
    private long pausedNs;
    private boolean tells = true;

    SilenceWatch(Duration silentAfter) {
        silentAfterNs = silentAfter.toNanos();
    }

    /** How long nothing of a publisher has come. */
    interface Hearing {
        /**
         * How long nothing has come for certain: what waits to be read was not heard yet.
         *
         * @param connection that brings what comes of it
         * @param heardNs when it was heard last
         */
        long quietNs(long epoch, HeardConnection connection, long heardNs, long nowNs);
    }

    /**
     * What is new.
     *
     * @param nowNs the nano clock
     */
    List<PublisherPresence> look(SequenceLedger ledger, Hearing hearing, long nowNs) {
        List<PublisherPresence> events = new ArrayList<>();
        mayTell(nowNs);
        if (silent.size() >= MOST_REMEMBERED) {
            Set<Long> known = new HashSet<>();
            ledger.forEach((epoch, connection, heardNs, over) -> known.add(epoch));
            silent.keySet().retainAll(known); // The ledger has forgotten some.
        }
        ledger.forEach((epoch, connection, heardNs, over) -> {
            Long lastNs = silent.get(epoch);
            long quietNs = nowNs - heardNs;
            if (over) {
                silent.remove(epoch);
            } else if (quietNs < silentAfterNs) {
                if (lastNs != null) {
                    silent.remove(epoch);
                    events.add(new PublisherPresence(
                            epoch, PublisherPresence.Kind.BACK, Duration.ofNanos(heardNs - lastNs)));
                }
            } else if (lastNs == null && tells && hearing.quietNs(epoch, connection, heardNs, nowNs) >= silentAfterNs) {
                silent.put(epoch, heardNs);
                silences.add(1);
                events.add(new PublisherPresence(epoch, PublisherPresence.Kind.SILENT, Duration.ofNanos(quietNs)));
            }
        });
        quiet = silent.isEmpty() ? List.of() : findQuiet(ledger, nowNs);
        return events;
    }

    private List<QuietConnection> findQuiet(SequenceLedger ledger, long nowNs) {
        Map<HeardConnection, QuietConnection> found = new LinkedHashMap<>();
        ledger.forEach((epoch, connection, heardNs, over) -> {
            boolean quietNow = !connection.closed() && nowNs - connection.heardNs() >= silentAfterNs;
            if (!over && quietNow && silent.containsKey(epoch)) {
                found.merge(connection, QuietConnection.of(connection, heardNs), QuietConnection::and);
            }
        });
        return List.copyOf(found.values());
    }

    /** Connections over which nothing comes any more. From any thread. */
    List<QuietConnection> quiet() {
        return quiet;
    }

    /** After a pause of the whole process what has come meanwhile is to be given the time to come in. */
    private void mayTell(long nowNs) {
        if (looked && nowNs - lookedNs >= PAUSE_NS) {
            pausedNs = nowNs;
            tells = false;
        }
        tells |= nowNs - pausedNs >= PAUSE_NS / 2;
        looked = true;
        lookedNs = nowNs;
    }

    /** The end of an instance, which it repeats; empty if it was told before. */
    List<PublisherPresence> ended(long epoch) {
        if (!ended.add(epoch)) {
            return List.of();
        }
        if (ended.size() > MOST_REMEMBERED) {
            ended.clear();
            ended.add(epoch);
        }
        return List.of(new PublisherPresence(epoch, PublisherPresence.Kind.ENDED, Duration.ZERO));
    }

    long silences() {
        return silences.get();
    }
}
