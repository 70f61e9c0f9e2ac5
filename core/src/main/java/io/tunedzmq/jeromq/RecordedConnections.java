package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedAddresses;
import io.tunedzmq.metrics.RecordedEvents;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says of the connections of one socket what becomes of them, if somebody records that. Thread-safe; never waits. */
final class RecordedConnections {
    private static final long UNKNOWN = -1;

    private final EventSource its;
    private final RecordedEvents events;

    RecordedConnections(EventSource its, RecordedEvents events) {
        this.its = its;
        this.events = events;
    }

    void opened(String endpoint, @Nullable SocketChannel channel, boolean accepted) {
        if (events.isRecorded()) {
            events.opened(its, endpoint, ends(channel == null ? null : TcpEnds.of(channel)), accepted);
        }
    }

    /** What {@link #lost} is to be told once the connection is forgotten; empty also if nobody records. */
    OptionalLong sinceNs(TcpConnections connections, SocketChannel channel) {
        return events.isRecorded() ? connections.sinceNs(channel) : OptionalLong.empty();
    }

    void lost(String endpoint, @Nullable TcpEnds ends, OptionalLong sinceNs) {
        if (events.isRecorded()) {
            long lastedNs = sinceNs.isPresent() ? Math.max(0, System.nanoTime() - sinceNs.getAsLong()) : UNKNOWN;
            events.lost(its, endpoint, ends(ends), lastedNs);
        }
    }

    private static RecordedAddresses ends(@Nullable TcpEnds ends) {
        return ends == null ? new RecordedAddresses(null, null) : new RecordedAddresses(ends.local(), ends.remote());
    }

    void healed(String endpoint) {
        events.healed(its, endpoint);
    }
}
