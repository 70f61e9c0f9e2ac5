package io.tunedzmq.wire;

import org.jspecify.annotations.Nullable;

/** One connection to a peer, from its handshake to its end. A reconnect is a new one. */
public final class PeerConnection {
    private final @Nullable String address;
    private volatile boolean closed;
    private boolean settled;
    int epochs;

    /** The address is {@code ip:port} of the peer; null where the transport has none (inproc). */
    public PeerConnection(@Nullable String address) {
        this.address = address;
    }

    public @Nullable String address() {
        return address;
    }

    /** Notes that the connection is gone. */
    public void close() {
        closed = true;
    }

    /** Notes that a frame of it was accounted for. By the receiving thread. */
    public void settle() {
        settled = true;
    }

    public boolean settled() {
        return settled;
    }

    /**
     * Whether this one took the place of an older one: the same address (we connect, and came back to it), or the old
     * one is known to be gone (the peer connects, each time from another port).
     */
    boolean replaces(PeerConnection old) {
        return old.closed || (address != null && address.equals(old.address));
    }

    /** Whether messages of the old one may still be queued beside those of this one. */
    boolean mayOvertake(PeerConnection old) {
        return address == null || !address.equals(old.address);
    }
}
