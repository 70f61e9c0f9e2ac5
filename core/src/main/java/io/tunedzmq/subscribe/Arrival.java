package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.PeerConnection;
import io.tunedzmq.peer.IncomingFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ZeroMQ message as it came, and the connection it came over. Only stock publishers send more than one frame. */
final class Arrival {
    private final byte[] bytes;
    private final List<byte[]> moreFrames;
    private final PeerConnection connection;
    private final boolean reusable;

    /** Counted until {@link #taken}; null if it is not. */
    private @Nullable IncomingFrame counted;

    /** @param counted its first frame, if it came over TCP; over inproc several subscribers get the same bytes */
    Arrival(byte[] bytes, List<byte[]> moreFrames, PeerConnection connection, @Nullable IncomingFrame counted) {
        this.bytes = bytes;
        this.moreFrames = moreFrames;
        this.connection = connection;
        this.counted = counted;
        reusable = counted != null;
    }

    /** It is the application's from here on, or counted elsewhere. */
    void taken() {
        IncomingFrame first = counted;
        if (first != null) {
            counted = null;
            first.taken(moreFrames);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    List<byte[]> moreFrames() {
        return moreFrames;
    }

    /** Whether the bytes may be given back, see {@link SpareFrames}. */
    boolean reusable() {
        return reusable;
    }

    PeerConnection connection() {
        return connection;
    }
}
