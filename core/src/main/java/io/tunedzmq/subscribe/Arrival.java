package io.tunedzmq.subscribe;

import io.tunedzmq.connection.IncomingFrame;
import io.tunedzmq.connection.SpareFrames;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.wire.FrameReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ZeroMQ message as it came, opened, and the connection it came over. Only stock publishers send more than one frame.
 */
final class Arrival {
    private final FrameReader frame = new FrameReader();
    private final FrameReader.Format format;
    private final byte[] bytes;
    private final List<byte[]> moreFrames;
    private final HeardConnection connection;
    private final boolean reusable;

    /** Counted until {@link #taken}; null if it is not. */
    private @Nullable IncomingFrame counted;

    /** @param counted its first frame, if it came over TCP; over inproc several subscribers get the same bytes */
    Arrival(byte[] bytes, List<byte[]> moreFrames, HeardConnection connection, @Nullable IncomingFrame counted) {
        this.bytes = bytes;
        this.moreFrames = moreFrames;
        this.connection = connection;
        this.counted = counted;
        format = moreFrames.isEmpty() ? frame.open(bytes) : FrameReader.Format.UNTAGGED;
        // Of a message without our header the application gets the array itself.
        reusable = counted != null && format == FrameReader.Format.TAGGED;
    }

    /** It is the application's from here on, or counted elsewhere. */
    void taken() {
        IncomingFrame first = counted;
        if (first != null) {
            counted = null;
            first.taken(moreFrames);
        }
    }

    FrameReader.Format format() {
        return format;
    }

    /** Whether it is a frame of a publisher of ours. */
    boolean isTagged() {
        return format == FrameReader.Format.TAGGED;
    }

    /** The frame, opened; only if it is tagged. */
    FrameReader frame() {
        return frame;
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

    HeardConnection connection() {
        return connection;
    }
}
