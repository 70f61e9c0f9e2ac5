package io.tunedzmq.subscribe;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.ledger.HeardConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A way from a publisher to a subscriber, of {@link ModelOfWays}: a queue that loses what finds no room, a network that
 * may stand still, and a queue at the subscriber, which is left behind with each connection that ends.
 */
final class ModelWay {
    /** Where the publisher is for the subscriber; a port of any number follows where the publisher connects. */
    private final String host;

    private final boolean dials;
    private final int mostQueued;
    private final int mostPiped;

    /** At the publisher, and on the way. */
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();

    /** At the subscriber, by connection, with what connections that have ended left. */
    private final List<Pipe> pipes = new ArrayList<>();

    private final Set<HeardConnection> connections = new HashSet<>();

    private final Random random;
    private int ports = 5_000;
    private @Nullable Pipe current;
    private boolean up;
    boolean still;

    /** Of what is sent, beside what finds no room; and of the echoes. */
    int losesPercent;

    int losesEchoesPercent;

    /** The last request for an echo that came over it, and when the next one will; 0 if none. */
    String asked = "";

    String asks = "";
    long asksNs;

    /** What came over one connection. */
    static final class Pipe {
        final HeardConnection connection;
        final ArrayDeque<byte[]> frames = new ArrayDeque<>();

        /** When the subscriber can learn of its end; far away while it is up. */
        long endsNs = Long.MAX_VALUE;

        Pipe(HeardConnection connection) {
            this.connection = connection;
        }
    }

    ModelWay(Random random, String host, boolean dials, int mostQueued, int mostPiped) {
        this.random = random;
        this.host = host;
        this.dials = dials;
        this.mostQueued = mostQueued;
        this.mostPiped = mostPiped;
    }

    boolean isUp() {
        return up;
    }

    /** Whether the subscriber dials: then it connects again only where it knows that the connection is gone. */
    boolean isDialed() {
        return dials;
    }

    void connect() {
        up = true;
        still = false;
        current =
                new Pipe(dials ? HeardConnection.dialed(host + ":1") : HeardConnection.accepted(host + ":" + ports++));
        pipes.add(current);
        connections.add(current.connection);
    }

    /** What the subscriber has not got is lost; it can learn of that at this time. */
    void cut(long toldNs) {
        up = false;
        still = false;
        asked = "";
        asks = "";
        queue.clear();
        requireNonNull(current).endsNs = toldNs;
    }

    void send(byte[] frame) {
        if (up && queue.size() < mostQueued && random.nextInt(100) >= losesPercent) {
            queue.add(frame);
        }
    }

    void sendEcho(byte[] frame) {
        if (random.nextInt(100) >= losesEchoesPercent) {
            send(frame);
        }
    }

    void flow() {
        if (!up || still) {
            return;
        }
        ArrayDeque<byte[]> pipe = requireNonNull(current).frames;
        while (!queue.isEmpty() && pipe.size() < mostPiped) {
            pipe.add(queue.remove());
        }
    }

    /**
     * The connection of which something is to be read next; null if nothing is. Where we dial, the next one goes on in
     * the queue of the one before; others are read in turn.
     */
    @Nullable
    Pipe next() {
        pipes.removeIf(pipe -> pipe.frames.isEmpty() && pipe.connection.closed());
        for (int i = 0; i < pipes.size(); i++) {
            Pipe pipe = dials ? pipes.get(i) : pipes.remove(0);
            if (!dials) {
                pipes.add(pipe);
            }
            if (!pipe.frames.isEmpty()) {
                return pipe;
            }
        }
        return null;
    }

    /** Whether it is a connection of this way. */
    boolean has(HeardConnection connection) {
        return connections.contains(connection);
    }

    /** Whether a connection has ended by now that the subscriber does not know of. */
    boolean hasNews(long nowNs) {
        return pipes.stream().anyMatch(pipe -> pipe.endsNs <= nowNs && !pipe.connection.closed());
    }

    /** The subscriber learns of the connections that have ended by now. */
    void tellEnds(long nowNs) {
        for (Pipe pipe : pipes) {
            if (pipe.endsNs <= nowNs && !pipe.connection.closed()) {
                pipe.connection.noteClosed();
            }
        }
    }
}
