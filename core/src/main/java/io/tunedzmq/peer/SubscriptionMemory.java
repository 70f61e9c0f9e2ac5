package io.tunedzmq.peer;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what the subscriptions of all peers of a context take in the publishers' memory. Thread-safe. */
public final class SubscriptionMemory {
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final Map<UpstreamPeer, Subscriptions> peers = new ConcurrentHashMap<>();

    /** @param limit bytes of all peers together */
    public SubscriptionMemory(long limit) {
        this.limit = limit;
    }

    /** Bytes that all subscriptions take at most. */
    public long used() {
        return Math.max(0, used.get());
    }

    /** A peer has subscribed: where that is too much for all together, the connection with the largest share ends. */
    void began(UpstreamPeer peer, Subscriptions its, long cost) {
        peers.putIfAbsent(peer, its);
        while (used.addAndGet(cost) > limit) {
            UpstreamPeer largest = peers.entrySet().stream()
                    .max(Comparator.comparingLong(each -> each.getValue().cost()))
                    .map(Map.Entry::getKey)
                    .orElse(peer);
            largest.cut(Refusal.TOO_MANY_SUBSCRIPTIONS);
            gone(largest, largest.subscriptions());
            if (largest.equals(peer)) {
                return;
            }
            used.addAndGet(-cost); // Counted anew above.
        }
    }

    void ended(long cost) {
        used.addAndGet(-cost);
    }

    /** The peer's connection is gone, or about to end. */
    void gone(UpstreamPeer peer, Subscriptions its) {
        if (peers.remove(peer) != null) {
            used.addAndGet(-its.cost());
        }
    }
}
