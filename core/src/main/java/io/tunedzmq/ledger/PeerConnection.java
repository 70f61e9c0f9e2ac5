package io.tunedzmq.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to a peer, from its handshake to its end. A reconnect is a new one. */
public final class PeerConnection {
    private final @Nullable String address;
    private volatile boolean closed;

    // The receiving thread's.
    int epochs;
    long heardNs;
    private @Nullable Consumer<PeerConnection> onClose;

    /**
     * What comes over it, by epoch: of publishers that were never proven, and of the others. Oldest first, more or
     * less.
     */
    final Map<Long, EpochRoute> strangers = new LinkedHashMap<>();

    final Map<Long, EpochRoute> proven = new LinkedHashMap<>();

    /** The address is {@code ip:port} of the peer; null where the transport has none (inproc). */
    public PeerConnection(@Nullable String address) {
        this.address = address;
    }

    public @Nullable String address() {
        return address;
    }

    /** Notes that the connection is known to be gone. By the receiving thread. */
    public void close() {
        closed = true;
        if (onClose != null) {
            onClose.accept(this);
        }
    }

    void onClose(Consumer<PeerConnection> listener) {
        onClose = listener;
    }

    /** Whether it is known to be gone. */
    public boolean closed() {
        return closed;
    }

    /**
     * Whether a publisher of this library has answered a request of this subscriber over it, and has not ended since.
     */
    public boolean isProven() {
        for (EpochRoute route : proven.values()) {
            if (route.books != null && !route.books.ended) {
                return true;
            }
        }
        return false;
    }

    /** Whether more than one publisher instance was heard over it, as through a proxy. */
    public boolean isShared() {
        return routes() > 1;
    }

    /** When something came over it last, by the nano clock. */
    public long heardNs() {
        return heardNs;
    }

    @Nullable
    EpochRoute route(long epoch) {
        EpochRoute route = strangers.get(epoch);
        return route == null ? proven.get(epoch) : route;
    }

    int routes() {
        return strangers.size() + proven.size();
    }

    /** Whether both lead to one address: we connect, and came back to it. Such connections share a queue, in order. */
    boolean sameAddress(PeerConnection other) {
        return address != null && address.equals(other.address);
    }
}
