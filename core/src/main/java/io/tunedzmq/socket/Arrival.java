package io.tunedzmq.socket;

import io.tunedzmq.wire.PeerConnection;
import java.util.List;

/** A ZeroMQ message as it came, and the connection it came over. Only stock publishers send more than one frame. */
final class Arrival {
    private final byte[] bytes;
    private final List<byte[]> moreFrames;
    private final PeerConnection connection;

    Arrival(byte[] bytes, List<byte[]> moreFrames, PeerConnection connection) {
        this.bytes = bytes;
        this.moreFrames = moreFrames;
        this.connection = connection;
    }

    byte[] bytes() {
        return bytes;
    }

    List<byte[]> moreFrames() {
        return moreFrames;
    }

    PeerConnection connection() {
        return connection;
    }
}
