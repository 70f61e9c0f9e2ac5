package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.connection.UpstreamMessages;
import java.util.function.LongSupplier;

/**
 * Takes what subscribers say from the socket and hands it to the {@link Audience} and the {@link BundleGroups}.
 * Confined: guarded by the sending lock.
 */
final class UpstreamReader {
    /** For one visit: a flood from the network must not keep a publishing thread. */
    private static final int HEARD_AT_ONCE = 1_000;

    /** As well; looked at now and then. */
    private static final long HEARING_NS = 1_000_000;

    private static final int HEARD_BETWEEN_LOOKS = 128;

    private final PublishSocket socket;
    private final Audience audience;
    private final BundleGroups routes;
    private final FirstSubscriptions first;
    private final LongSupplier nanoClock;

    /** While there is always more to hear than one visit takes, hearing gets half of the time and sending the rest. */
    private long restsUntilNs;

    /** @param nanoClock as {@link System#nanoTime()} */
    UpstreamReader(
            PublishSocket socket,
            Audience audience,
            BundleGroups routes,
            FirstSubscriptions first,
            LongSupplier nanoClock) {
        this.socket = socket;
        this.audience = audience;
        this.routes = routes;
        this.first = first;
        this.nanoClock = nanoClock;
        restsUntilNs = nanoClock.getAsLong();
    }

    /** Hears what waits, unless it has to rest; returns whether there may be more. */
    boolean hear() {
        long startNs = nanoClock.getAsLong();
        if (startNs - restsUntilNs < 0) {
            return true;
        }
        socket.socket().reconnect();
        int heard = 0;
        boolean enough = false;
        UpstreamMessages.Said said = socket.receive();
        while (said != null) {
            first.heard(said.message());
            // Before the audience: who is answered has its subscriptions noted.
            routes.heard(said.message(), said.connection(), said.isDirect(), said.getsEverything());
            audience.heard(said.message(), said.connection(), said.missing());
            heard++;
            enough = heard % HEARD_BETWEEN_LOOKS == 0
                    && (heard >= HEARD_AT_ONCE || nanoClock.getAsLong() - startNs >= HEARING_NS);
            said = enough ? null : socket.receive();
        }
        routes.heardUpTo(socket.subscriptionsHeard());
        hearWhoIsGone();
        audience.takeReplaced().forEach(socket::replaced);
        first.allHeard();
        if (enough) {
            long nowNs = nanoClock.getAsLong();
            restsUntilNs = nowNs + (nowNs - startNs);
        }
        return enough;
    }

    private void hearWhoIsGone() {
        long gone = socket.pollGone(System.nanoTime());
        while (gone != 0) {
            routes.gone(gone);
            audience.closed(gone);
            gone = socket.pollGone(System.nanoTime());
        }
    }

    /** Whether something waits to be heard. */
    boolean isWaiting() {
        return socket.hasInput();
    }
}
