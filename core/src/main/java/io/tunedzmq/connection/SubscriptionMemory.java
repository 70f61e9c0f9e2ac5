package io.tunedzmq.connection;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what the subscriptions of all peers of a context take in the publishers' memory. Thread-safe.
 *
 * <p>Whoever asks for more than there is room for gets everything from then on, which costs nobody else anything: what
 * others have asked for before stays as it is. JeroMQ takes a moment to forget what a connection had that has ended;
 * until then further subscriptions are read a few at a time. So are those of a connection that has very many at once.
 */
public final class SubscriptionMemory {
    /** For JeroMQ to forget the subscriptions of a connection that has ended. */
    private static final long FORGETTING_NS = 1_000_000_000;

    private record Forgotten(long cost, long sinceNs) {}

    private final long limit;
    private final AtomicLong living = new AtomicLong();
    private final AtomicLong forgetting = new AtomicLong();
    private final Map<ConnectionToSubscriber, ConnectionSubscriptions> connections = new ConcurrentHashMap<>();
    private final Queue<Forgotten> forgotten = new ConcurrentLinkedQueue<>();
    private final Queue<ConnectionToSubscriber> waiting = new ConcurrentLinkedQueue<>();

    /** @param limit bytes of all peers together */
    public SubscriptionMemory(long limit) {
        this.limit = limit;
    }

    /** Bytes that all subscriptions take at most. */
    public long used() {
        return Math.max(0, living.get()) + Math.max(0, forgetting.get());
    }

    /** A peer has subscribed to something more; false if there is no room for it. On its I/O thread. */
    boolean began(ConnectionToSubscriber connection, ConnectionSubscriptions its, long cost) {
        connections.putIfAbsent(connection, its);
        boolean tooMuch = living.addAndGet(cost) > limit;
        boolean tooSoon = used() > limit;
        if (cost > 0
                && (tooMuch || (tooSoon && connection.isOld()))) { // Nobody knows which old connection to leave unread.
            living.addAndGet(-cost);
            return false;
        }
        boolean wait = connection.hasHadItsTurn(cost) || tooSoon;
        if (wait && !connection.isCut() && connection.waitForTurn()) {
            waiting.add(connection);
        }
        return true;
    }

    void ended(ConnectionToSubscriber connection, long cost) {
        if (connections.containsKey(connection)) {
            living.addAndGet(-cost);
        }
    }

    /** The peer's connection is gone, or about to end. */
    void gone(ConnectionToSubscriber connection) {
        ConnectionSubscriptions its = connections.remove(connection);
        if (its != null) {
            living.addAndGet(-its.cost());
            forgetting.addAndGet(its.cost());
            forgotten.add(new Forgotten(its.cost(), System.nanoTime()));
        }
    }

    /**
     * To be called now and then, by one thread at a time.
     *
     * @return nanoseconds after which to come again at the latest
     */
    public long look(long nowNs) {
        Forgotten first = forgotten.peek();
        while (first != null && nowNs - first.sinceNs >= FORGETTING_NS) {
            forgetting.addAndGet(-first.cost);
            forgotten.remove();
            first = forgotten.peek();
        }
        boolean some = !waiting.isEmpty();
        for (int i = waiting.size(); i > 0; i--) {
            ConnectionToSubscriber connection = waiting.poll();
            if (connection != null) {
                connection.goOn(); // For a moment at least, so that nobody waits for ever.
            }
        }
        return some || first != null ? FORGETTING_NS / 10 : Long.MAX_VALUE;
    }
}
