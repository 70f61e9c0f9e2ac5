package io.tunedzmq;

import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * Reads what a {@link RawSubscriber} got until it has so many messages, with those before it came, or nothing more
 * comes, and fails at whatever is not well-formed ZMTP with a well-formed frame of the format in it, in order.
 */
final class StockReader implements Callable<StockReader.Read> {
    /**
     * What came.
     *
     * @param messages in DATA frames
     * @param missing between those and before what BEACONs say, from the first that came of each topic
     * @param standIns BEACONs that told of missing ones
     * @param before those of each topic before the first that came: published before its subscription was known
     */
    record Read(long messages, long missing, long standIns, long before) {}

    private final Socket socket;
    private final long enough;
    private final int quietMillis;
    private final FrameReader reader = new FrameReader();
    private long[] next = new long[16];
    private long messages;
    private long missing;
    private long standIns;
    private long before;

    /**
     * @param enough messages, after which it ends
     * @param quietMillis without anything new, after which it ends, too
     */
    StockReader(Socket socket, long enough, int quietMillis) {
        this.socket = socket;
        this.enough = enough;
        this.quietMillis = quietMillis;
    }

    @Override
    public Read call() throws IOException {
        socket.setSoTimeout(quietMillis);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
        try (socket) {
            while (messages + before < enough) {
                read(in);
            }
        } catch (SocketTimeoutException e) {
            // Nothing more.
        }
        return new Read(messages, missing, standIns, before);
    }

    private void read(DataInputStream in) throws IOException {
        int flags = in.readUnsignedByte();
        if ((flags & ~2) != 0) {
            throw new IOException("flags " + flags);
        }
        byte[] body = new byte[flags == 2 ? Math.toIntExact(in.readLong()) : in.readUnsignedByte()];
        in.readFully(body);
        if (reader.open(body) != FrameReader.Format.TAGGED) {
            throw new IOException("a frame of " + body.length + " bytes that is not well-formed");
        }
        int topic = reader.topicNumber();
        if (topic >= next.length) {
            next = Arrays.copyOf(next, 2 * topic);
        }
        if (reader.kind() == FrameKind.DATA) {
            expect(topic, reader.sequence());
            next[topic] = reader.sequence() + reader.count();
            messages += reader.count();
        } else if (reader.kind() == FrameKind.BEACON) {
            standIns += next[topic] != 0 && reader.sequence() >= next[topic] ? 1 : 0;
            expect(topic, Math.max(next[topic], reader.sequence() + 1));
            next[topic] = Math.max(next[topic], reader.sequence() + 1);
        }
    }

    private void expect(int topic, long sequence) throws IOException {
        if (sequence < next[topic]) {
            throw new IOException("sequence " + sequence + " of topic " + topic + " after " + (next[topic] - 1));
        }
        if (next[topic] == 0) {
            before += sequence - 1;
        } else {
            missing += sequence - next[topic];
        }
    }
}
