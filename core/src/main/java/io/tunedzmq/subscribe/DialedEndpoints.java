package io.tunedzmq.subscribe;

import io.tunedzmq.settings.Endpoint;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * Where a subscriber connects to, and whether these connections are up. Those over inproc cannot be watched. Confined
 * to the socket lock, but for {@link #lostNone()}.
 */
final class DialedEndpoints {
    private final LongSupplier connected;
    private final LongSupplier disconnects;
    private final int count;
    private final long byTcp;
    private final boolean onlyTcp;
    private volatile long disconnectsSeen;

    /**
     * @param all endpoints of the subscriber, those at which it listens too
     * @param connected how many connections are up that can be watched
     * @param disconnects how many of them were lost so far
     */
    DialedEndpoints(Collection<Endpoint> all, LongSupplier connected, LongSupplier disconnects) {
        this.connected = connected;
        this.disconnects = disconnects;
        count = (int) all.stream()
                .filter(endpoint -> endpoint.side() == Endpoint.Side.CONNECT)
                .distinct()
                .count();
        byTcp = all.stream()
                .filter(endpoint -> endpoint.side() == Endpoint.Side.CONNECT && !endpoint.inproc())
                .distinct()
                .count();
        onlyTcp = all.stream().noneMatch(Endpoint::inproc);
    }

    /** How many they are; 0: it only listens. */
    int count() {
        return count;
    }

    /** Whether some publisher is reached over TCP; where it only listens, one may be. */
    boolean someByTcp() {
        return count == 0 || byTcp > 0;
    }

    /** Whether no publisher is reached over inproc, be it one that connects. */
    boolean onlyTcp() {
        return onlyTcp;
    }

    /** Whether somebody may be there to answer. */
    boolean someUp() {
        return byTcp == 0 || connected.getAsLong() > 0;
    }

    /** Whether all that can be watched are up; true where there are none. */
    boolean complete() {
        return connected.getAsLong() >= byTcp;
    }

    /** Whether there are some that can be watched, and all of these are up. */
    boolean seenComplete() {
        return byTcp > 0 && complete();
    }

    /** Whether all are up, or one where it only listens. */
    boolean connected() {
        return byTcp == 0 ? connected.getAsLong() > 0 : complete();
    }

    /**
     * Whether some connection was lost since this was asked last.
     *
     * @param then what is to be done then, before {@link #lostNone} says that there was none
     */
    boolean takeLost(Runnable then) {
        long now = disconnects.getAsLong();
        boolean lost = now != disconnectsSeen;
        if (lost) {
            then.run();
            disconnectsSeen = now;
        }
        return lost;
    }

    /** Whether none was lost since {@link #takeLost}. From any thread. */
    boolean lostNone() {
        return disconnects.getAsLong() == disconnectsSeen;
    }
}
