package io.tunedzmq.jeromq;

import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds connections over which nothing gets out. What a subscriber says waits in queues without a limit, since no
 * subscription may get lost; so a publisher that asks on and on and reads none of the answers would fill the memory
 * with them, and so would one that reads nothing while others ask or come and go. Whoever merely pauses is not meant:
 * until a connection rests, the system has taken megabytes of small messages.
 *
 * <p>Confined: as the socket.
 */
final class StuckUpstream {
    private static final long LOOK_NS = 250_000_000;

    /** A connection that rests at each look for so long, while so much is said to it, is done for. */
    private static final long LONG_NS = 5_000_000_000L;

    /** After a longer time without a look nobody knows what got out meanwhile. */
    private static final long BLIND_NS = 1_000_000_000;

    private static final long MUCH = 2_000;

    /** Since when a connection rests, and how many messages had been said by then. */
    private record Resting(long sinceNs, long saidThen) {}

    private final Map<SocketChannel, Resting> resting = new HashMap<>();
    private long lookedNs = System.nanoTime() - LOOK_NS;

    StuckUpstream() {
        Resting unused = new Resting(0, 0); // Loads the class while there is memory.
    }

    /** Whether it is time to look again. */
    boolean isDue(long nowNs) {
        return nowNs - lookedNs >= LOOK_NS;
    }

    /**
     * Looks at all connections; returns those that are done for.
     *
     * @param rests whether one has something to write that the system does not take
     * @param said messages that were said to all so far
     */
    List<SocketChannel> look(Collection<SocketChannel> open, Predicate<SocketChannel> rests, long said, long nowNs) {
        if (nowNs - lookedNs > BLIND_NS) {
            resting.clear();
        }
        lookedNs = nowNs;
        resting.keySet().retainAll(open);
        return open.stream().filter(each -> isDoneFor(each, rests, said, nowNs)).toList();
    }

    private boolean isDoneFor(SocketChannel channel, Predicate<SocketChannel> rests, long said, long nowNs) {
        if (!rests.test(channel)) {
            resting.remove(channel);
            return false;
        }
        Resting since = resting.get(channel);
        if (since == null) {
            since = new Resting(nowNs, said);
            resting.put(channel, since);
        }
        return nowNs - since.sinceNs >= LONG_NS && said - since.saidThen >= MUCH;
    }
}
