package io.tunedzmq.socket;

import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of a context's publishers and subscribers, to be cut when nobody knows any more what they carry: an error in the
 * midst of JeroMQ's work leaves a connection with half a frame written, or read. Thread-safe.
 */
final class Channels {
    /** For I/O threads to notice the end of a connection that was cut. */
    private static final long PATIENCE_NS = 10_000_000_000L;

    private static final int PRUNE_EVERY = 64;
    private static final Long NOT_CUT = Long.MIN_VALUE;

    /** Open ones, with the time at which they were cut. */
    private final Map<SocketChannel, Long> open = new ConcurrentHashMap<>();

    private final AtomicInteger added = new AtomicInteger();

    void opened(@Nullable SocketChannel channel) {
        if (channel == null) {
            return;
        }
        open.put(channel, NOT_CUT);
        if (added.incrementAndGet() % PRUNE_EVERY == 0) {
            prune(); // Of those that a socket takes with it as it closes nobody tells.
        }
    }

    void ended(@Nullable SocketChannel channel) {
        if (channel != null) {
            open.remove(channel);
        }
    }

    private void prune() {
        open.keySet().removeIf(channel -> !channel.isOpen());
    }

    /**
     * Cuts all. They are not closed: JeroMQ is to notice an end, so that it lets go of them and makes those again that it had made. And
     * both ways: nothing that it still writes may get out.
     */
    void cut(long nowNs) {
        prune();
        open.replaceAll((channel, cutNs) -> nowNs);
        open.keySet().forEach(Channels::cut);
    }

    private static void cut(SocketChannel channel) {
        try {
            channel.shutdownOutput();
            channel.shutdownInput();
        } catch (IOException | NotYetConnectedException e) {
            return; // It has ended already.
        }
    }

    /** Whether one that was cut has not ended; then it is closed, so that no I/O thread turns in circles for it. */
    boolean stuck(long nowNs) {
        boolean stuck = false;
        for (Map.Entry<SocketChannel, Long> each : open.entrySet()) {
            SocketChannel channel = each.getKey();
            if (!each.getValue().equals(NOT_CUT) && nowNs - each.getValue() >= PATIENCE_NS && channel.isOpen()) {
                stuck = true;
                close(channel);
            }
        }
        return stuck;
    }

    private void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            return; // No less gone.
        }
    }
}
