package io.tunedzmq.wire;

import org.jspecify.annotations.Nullable;

/** One connection to a peer, from its handshake to its end. A reconnect is a new one. */
public final class PeerConnection {
    private final @Nullable String address;
    private volatile boolean closed;

    // The receiving thread's.
    int epochs;
    long heardNs;
    private int held;

    /** The address is {@code ip:port} of the peer; null where the transport has none (inproc). */
    public PeerConnection(@Nullable String address) {
        this.address = address;
    }

    public @Nullable String address() {
        return address;
    }

    /** Notes that the connection is known to be gone. */
    public void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    /** Whether both lead to one address: we connect, and came back to it. Such connections share a queue, in order. */
    boolean sameAddress(PeerConnection other) {
        return address != null && address.equals(other.address);
    }

    /** Notes that a frame of it was put aside. */
    public void hold() {
        held++;
    }

    /** Notes that a frame put aside goes on. */
    public void release() {
        held--;
    }

    /** Whether frames of it are put aside; then the next ones wait behind them. */
    public boolean holding() {
        return held > 0;
    }
}
