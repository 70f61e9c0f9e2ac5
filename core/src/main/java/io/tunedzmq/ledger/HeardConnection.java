package io.tunedzmq.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection over which a subscriber hears publishers, from its handshake to its end: a reconnect is a new one. It
 * may lead to one publisher, or to a proxy and many behind that; the books keep here which ones came over it. It sends
 * nothing and closes nothing: what happens to the connection itself is told to it. Confined to the receiving thread,
 * but for its address and {@link #closed()}.
 */
public final class HeardConnection {
    private final @Nullable String address;
    private final boolean accepted;
    private volatile boolean closed;

    // The receiving thread's.
    int epochs;
    long heardNs;

    /** Whether messages that came over it were handed out for which there was no room, not even for a route. */
    boolean isUnchecked;

    private @Nullable Consumer<HeardConnection> onClose;

    /**
     * What comes over it, by epoch: of publishers that were never proven, and of the others. Oldest first, more or
     * less.
     */
    final Map<Long, EpochRoute> strangers = new LinkedHashMap<>();

    final Map<Long, EpochRoute> proven = new LinkedHashMap<>();

    private HeardConnection(@Nullable String address, boolean accepted) {
        this.address = address;
        this.accepted = accepted;
    }

    /** We have connected to this address, {@code ip:port}. */
    public static HeardConnection dialed(String address) {
        return new HeardConnection(address, false);
    }

    /** A peer has connected to us from this address: its port is any, and says nothing of who it is. */
    public static HeardConnection accepted(String address) {
        return new HeardConnection(address, true);
    }

    /** Where the transport has no addresses. */
    public static HeardConnection inproc() {
        return new HeardConnection(null, false);
    }

    public @Nullable String address() {
        return address;
    }

    /** Where we have connected to; null if we have not. */
    public @Nullable String dialedAddress() {
        return accepted ? null : address;
    }

    /** Notes that the connection is known to be gone. By the receiving thread. */
    public void noteClosed() {
        closed = true;
        if (onClose != null) {
            onClose.accept(this);
        }
    }

    void onClose(Consumer<HeardConnection> listener) {
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
    boolean sameAddress(HeardConnection other) {
        return address != null && !accepted && address.equals(other.dialedAddress());
    }
}
