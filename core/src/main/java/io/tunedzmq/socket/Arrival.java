package io.tunedzmq.socket;

import io.tunedzmq.wire.PeerConnection;
import java.util.List;

/** A ZeroMQ message as it came, and the connection it came over. Only stock publishers send more than one frame. */
final class Arrival {
    private final byte[] bytes;
    private final List<byte[]> moreFrames;
    private final PeerConnection connection;
    private final boolean reusable;

    Arrival(byte[] bytes, List<byte[]> moreFrames, PeerConnection connection, boolean reusable) {
        this.bytes = bytes;
        this.moreFrames = moreFrames;
        this.connection = connection;
        this.reusable = reusable;
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
