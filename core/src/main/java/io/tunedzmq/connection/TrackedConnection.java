package io.tunedzmq.connection;

import io.tunedzmq.internal.TcpTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TcpConnections} keeps of one connection: its channel, which JeroMQ tells, and its decoder, which its
 * first message tells. Either may come first. Thread-safe.
 */
final class TrackedConnection {
    private final long sinceNs;
    private @Nullable SocketChannel channel;
    private @Nullable TcpConnection connection;
    private boolean cut;

    TrackedConnection(long nowNs) {
        sinceNs = nowNs;
    }

    /** JeroMQ may tell of a connection after its first message. Returns false if it has another channel already. */
    @SuppressWarnings("ReferenceEquality") // The same channel, not one like it.
    synchronized boolean made(SocketChannel made) {
        if (channel != null && channel != made) {
            return false;
        }
        channel = made;
        if (cut) {
            shutDown(made);
        }
        return true;
    }

    synchronized boolean said(TcpConnection speaker) {
        if (connection != null && !connection.equals(speaker)) {
            return false;
        }
        connection = speaker;
        return true;
    }

    synchronized @Nullable TcpConnection connection() {
        return connection;
    }

    synchronized @Nullable SocketChannel channel() {
        return channel;
    }

    /** Whether something that was sent over it is known not to have been acknowledged. */
    boolean holdsUnacknowledged() {
        return hasPortsOf(UnacknowledgedBytes::holdsSomething);
    }

    /** Whether it is known that nothing has been acknowledged for seconds, by the connections of this machine. */
    boolean isUnanswered(List<TcpTable.Connection> all) {
        return hasPortsOf((local, remote) -> UnacknowledgedBytes.isUnanswered(all, local, remote));
    }

    private boolean hasPortsOf(BiPredicate<Integer, Integer> suspect) {
        SocketChannel its = channel();
        if (its == null) {
            return false;
        }
        try {
            return its.getLocalAddress() instanceof InetSocketAddress local
                    && its.getRemoteAddress() instanceof InetSocketAddress remote
                    && suspect.test(local.getPort(), remote.getPort());
        } catch (IOException e) {
            return false; // It has just ended.
        }
    }

    long sinceNs() {
        return sinceNs;
    }

    /** Whether no message has come over it, and none is to come. */
    synchronized boolean isSilent() {
        return connection == null && channel != null && !cut;
    }

    /** Whether it is known to have ended. */
    synchronized boolean isOver() {
        return channel != null && !channel.isOpen();
    }

    /**
     * Ends the connection: its I/O thread finds nothing more to read and takes it for closed by the peer. To close the
     * channel would not do: JeroMQ is not told of that and would keep what belongs to the connection for ever.
     *
     * @return false if that was done before
     */
    synchronized boolean cut() {
        boolean first = !cut;
        cut = true;
        if (first && channel != null) {
            shutDown(channel);
        }
        return first;
    }

    private static void shutDown(SocketChannel channel) {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // It has just ended by itself.
        }
    }
}
