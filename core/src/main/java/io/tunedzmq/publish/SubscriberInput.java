package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.peer.Upstreams;
import java.util.function.LongSupplier;

/**
 * Takes what subscribers say from the socket and hands it to the {@link Audience}. Confined: guarded by the sending
 * lock; when the first one came may be read from any thread.
 */
final class SubscriberInput {
    /** For one visit: a flood from the network must not keep a publishing thread. */
    private static final int HEARD_AT_ONCE = 1_000;

    private final PublishSocket socket;
    private final Audience audience;
    private final LongSupplier published;
    private volatile long firstHeardNs;
    private volatile long publishedUnheard;

    /** @param published messages accepted until now */
    SubscriberInput(PublishSocket socket, Audience audience, LongSupplier published) {
        this.socket = socket;
        this.audience = audience;
        this.published = published;
    }

    /** Hears what waits; returns whether there may be more. */
    boolean hear() {
        socket.socket().reconnect();
        int heard = 0;
        Upstreams.Said said = socket.receive();
        while (said != null) {
            audience.heard(said.message(), said.connection(), said.unheard());
            said = ++heard < HEARD_AT_ONCE ? socket.receive() : null;
        }
        long gone = socket.pollGone(System.nanoTime());
        while (gone != 0) {
            audience.closed(gone);
            gone = socket.pollGone(System.nanoTime());
        }
        if (heard > 0 && firstHeardNs == 0) {
            publishedUnheard = published.getAsLong();
            firstHeardNs = System.nanoTime();
        }
        return heard == HEARD_AT_ONCE;
    }

    /** Whether something waits to be heard. */
    boolean isWaiting() {
        return socket.hasInput();
    }

    /** When the first subscription came, by the nano clock; 0 before. From any thread. */
    long firstHeardNs() {
        return firstHeardNs;
    }

    /** Messages published before the first subscription came. From any thread. */
    long publishedUnheard() {
        return publishedUnheard;
    }
}
