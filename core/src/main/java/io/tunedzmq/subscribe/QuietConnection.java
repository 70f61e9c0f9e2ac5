package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Nanos;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.window.ContextSnapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection over which publishers were heard, and nothing comes any more.
 *
 * <p>Immutable, but for whether it is closed.
 *
 * @param heardNs when one of them was heard last, by the nano clock
 */
record QuietConnection(HeardConnection connection, int publishers, long heardNs) {

    static QuietConnection of(HeardConnection connection, long heardNs) {
        return new QuietConnection(connection, 1, heardNs);
    }

    QuietConnection and(QuietConnection other) {
        return new QuietConnection(connection, publishers + other.publishers, Nanos.later(heardNs, other.heardNs));
    }

    ContextSnapshot.Quiet observe(long nowNs, Duration allowed) {
        return new ContextSnapshot.Quiet(
                Optional.ofNullable(connection.address()), publishers, Duration.ofNanos(nowNs - heardNs), allowed);
    }
}
