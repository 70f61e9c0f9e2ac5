package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.SlowEpisodeDetector;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherPresence;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber says in the log of publishers that are away and of messages that went with a connection: once when
 * it begins, and once when it is over. What a full queue loses belongs to a slow episode, which is logged by itself.
 * Confined: guarded by the subscriber's lock.
 */
final class OutageLog {
    /** In a minute, of all subscribers. */
    private static final int LINES = 20;

    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber", LINES);

    /** Without another loss for so long, it is over. */
    private static final long CALM_NS = 2_000_000_000L;

    private final String who;
    private final SlowEpisodeDetector losses = new SlowEpisodeDetector();
    private long lost;

    OutageLog(long id, String name) {
        who = "subscriber " + Long.toHexString(id) + (name.isEmpty() ? "" : " '" + name + "'");
    }

    /** Counts a gap, if the connection was lost. */
    void lost(Gap gap) {
        lost += gap.afterReconnect() ? gap.count() : 0;
    }

    /** Says whether losses have begun or are over. */
    void look(long nowNs) {
        Boolean unused = losses.look(0, lost, CALM_NS, nowNs, this::say);
    }

    /** The subscriber closes. */
    void end(long nowNs) {
        Boolean unused = losses.end(nowNs, this::say);
    }

    private Boolean say(Instant start, Duration lasted, long dropped, boolean over) {
        if (over) {
            log.warn(
                    "{} lost messages that went with a connection from {} ({} ms), dropped {}",
                    who,
                    start,
                    lasted.toMillis(),
                    dropped);
        } else {
            log.warn("{} loses messages that went with a connection since {}, dropped {}", who, start, dropped);
        }
        return over;
    }

    /** Says that a publisher is away, or back, or at its end. */
    void heard(PublisherPresence event, @Nullable String address) {
        String publisher = publisher(event.epoch(), address);
        switch (event.kind()) {
            case SILENT ->
                log.warn(
                        "{} has heard nothing of {} for {} ms",
                        who,
                        publisher,
                        event.silentFor().toMillis());
            case BACK ->
                log.warn(
                        "{} hears {} again, after {} ms",
                        who,
                        publisher,
                        event.silentFor().toMillis());
            case ENDED -> log.debug("{} has everything of {}, which has closed", who, publisher);
        }
    }

    void restarted(long before, long epoch, @Nullable String address) {
        log.warn(
                "{} hears {} in place of {}: it was started anew",
                who,
                publisher(epoch, address),
                Long.toHexString(before));
    }

    private static String publisher(long epoch, @Nullable String address) {
        return "publisher " + Long.toHexString(epoch) + (address == null ? "" : " at " + address);
    }
}
