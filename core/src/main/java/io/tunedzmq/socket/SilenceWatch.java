package io.tunedzmq.socket;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.stats.PublisherEvent;
import io.tunedzmq.wire.SequenceLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notices which publishers have ended, fell silent or are back. Confined: guarded by the subscriber's lock; the count may be
 * read from any thread.
 */
final class SilenceWatch {
    /** Instances that have ended are remembered no longer than the ledger remembers them, more or less. */
    private static final int MOST_REMEMBERED = 4_096;

    private final long silentAfterNs;
    /** Those that are silent, and when they were heard last. */
    private final Map<Long, Long> silent = new HashMap<>();

    private final Set<Long> ended = new HashSet<>();
    private final Counter silences = new Counter();

    SilenceWatch(Duration silentAfter) {
        silentAfterNs = silentAfter.toNanos();
    }

    /**
     * What is new. To be asked while nothing waits to be read: what does, was not heard yet.
     *
     * @param nowNs the nano clock
     */
    List<PublisherEvent> look(SequenceLedger ledger, long nowNs) {
        List<PublisherEvent> events = new ArrayList<>();
        if (silent.size() >= MOST_REMEMBERED) {
            Set<Long> known = new HashSet<>();
            ledger.forEach((epoch, heardNs, over) -> known.add(epoch));
            silent.keySet().retainAll(known); // The ledger has forgotten some.
        }
        ledger.forEach((epoch, heardNs, over) -> {
            long quietNs = nowNs - heardNs;
            if (over) {
                silent.remove(epoch);
            } else if (quietNs >= silentAfterNs) {
                if (silent.putIfAbsent(epoch, heardNs) == null) {
                    silences.add(1);
                    events.add(new PublisherEvent(epoch, PublisherEvent.Kind.SILENT, Duration.ofNanos(quietNs)));
                }
            } else {
                Long lastNs = silent.remove(epoch);
                if (lastNs != null) {
                    events.add(new PublisherEvent(epoch, PublisherEvent.Kind.BACK, Duration.ofNanos(heardNs - lastNs)));
                }
            }
        });
        return events;
    }

    /** The end of an instance, which it repeats; empty if it was told before. */
    List<PublisherEvent> ended(long epoch) {
        if (!ended.add(epoch)) {
            return List.of();
        }
        if (ended.size() > MOST_REMEMBERED) {
            ended.clear();
            ended.add(epoch);
        }
        return List.of(new PublisherEvent(epoch, PublisherEvent.Kind.ENDED, Duration.ZERO));
    }

    long silences() {
        return silences.get();
    }
}
