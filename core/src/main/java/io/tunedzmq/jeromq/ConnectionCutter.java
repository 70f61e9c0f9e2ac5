package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections of a context's publishers and subscribers, to be cut when nobody knows any more what they carry:
 * an error in the midst of JeroMQ's work leaves a connection with half a frame written, or read, or a subscription half
 * noted. Thread-safe.
 *
 * <p>Without lambdas where it cuts: the JVM links each of them when it first comes to it, and this is for moments
 * without memory.
 */
final class ConnectionCutter {
    /** For I/O threads to notice the end of a connection that was cut. */
    private static final long PATIENCE_NS = 10_000_000_000L;

    /** After this the socket itself is asked to let go of it. */
    private static final long OVERDUE_NS = 2_000_000_000L;

    private static final int PRUNE_EVERY = 64;
    private static final long NOT_CUT = Long.MIN_VALUE;

    private static final class Open {
        final TcpConnections connections;
        volatile long cutNs = NOT_CUT;

        Open(TcpConnections connections) {
            this.connections = connections;
        }
    }

    private final Map<SocketChannel, Open> open = new ConcurrentHashMap<>();
    private final AtomicInteger added = new AtomicInteger();

    ConnectionCutter() {
        cut(System.nanoTime()); // Loads what it takes.
    }

    /** @param connections the other ends of its socket */
    void opened(@Nullable SocketChannel channel, TcpConnections connections) {
        if (channel == null) {
            return;
        }
        open.put(channel, new Open(connections));
        if (added.incrementAndGet() % PRUNE_EVERY == 0) {
            open.keySet()
                    .removeIf(
                            each -> !each.isOpen()); // Of those that a socket takes with it as it closes nobody tells.
        }
    }

    void ended(@Nullable SocketChannel channel) {
        if (channel != null) {
            open.remove(channel);
        }
    }

    /**
     * Cuts all. They are not closed: JeroMQ is to notice an end, so that it lets go of them and makes those again that
     * it had made. And both ways: nothing that it still writes may get out.
     */
    void cut(long nowNs) {
        for (Map.Entry<SocketChannel, Open> each : open.entrySet()) {
            cut(each.getKey(), each.getValue(), nowNs);
        }
    }

    /** Cuts those of one socket. */
    @SuppressWarnings("ReferenceEquality") // One socket's, not some like them.
    void cutThoseOf(TcpConnections connections, long nowNs) {
        for (Map.Entry<SocketChannel, Open> each : open.entrySet()) {
            if (each.getValue().connections == connections) {
                cut(each.getKey(), each.getValue(), nowNs);
            }
        }
    }

    private static void cut(SocketChannel channel, Open its, long nowNs) {
        its.cutNs = nowNs;
        try {
            channel.shutdownOutput();
            channel.shutdownInput();
        } catch (IOException | NotYetConnectedException e) {
            return; // It has ended already.
        }
        its.connections.showEnd(channel);
    }

    /**
     * Whether one of a socket was cut a while ago and has not ended: it may rest because a signal to go on was lost.
     */
    @SuppressWarnings("ReferenceEquality") // One socket's, not some like them.
    boolean overdue(TcpConnections connections, long nowNs) {
        for (Map.Entry<SocketChannel, Open> each : open.entrySet()) {
            Open its = each.getValue();
            if (its.connections == connections
                    && its.cutNs != NOT_CUT
                    && nowNs - its.cutNs >= OVERDUE_NS
                    && each.getKey().isOpen()) {
                return true;
            }
        }
        return false;
    }

    /** Whether one that was cut has not ended; then it is closed, so that no I/O thread turns in circles for it. */
    boolean stuck(long nowNs) {
        boolean stuck = false;
        for (Map.Entry<SocketChannel, Open> each : open.entrySet()) {
            SocketChannel channel = each.getKey();
            Open its = each.getValue();
            if (its.cutNs == NOT_CUT || !channel.isOpen()) {
                continue;
            }
            if (its.connections.isPutOff(channel)) {
                its.cutNs = nowNs;
            } else if (nowNs - its.cutNs >= PATIENCE_NS) {
                stuck = true;
                close(channel);
            }
        }
        return stuck;
    }

    /** Those of one socket that are open. */
    @SuppressWarnings("ReferenceEquality") // One socket's, not some like them.
    List<SocketChannel> of(TcpConnections connections) {
        return open.entrySet().stream()
                .filter(each -> each.getValue().connections == connections
                        && each.getKey().isOpen())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether it holds for one that is open. */
    boolean anyMatch(Predicate<SocketChannel> condition) {
        return open.keySet().stream().anyMatch(condition);
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
