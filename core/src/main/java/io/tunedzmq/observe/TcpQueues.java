package io.tunedzmq.observe;

import io.tunedzmq.internal.TcpTable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes that the system holds for TCP connections, by the port of this machine's end, at one moment.
 *
 * <p>Connections are known by that port: one of another program that uses it at another address counts, too.
 */
final class TcpQueues {
    private final Set<Integer> unsent = new HashSet<>();
    private final Set<Integer> unread = new HashSet<>();

    private TcpQueues(List<TcpTable.Connection> connections) {
        for (TcpTable.Connection each : connections) {
            if (each.unacknowledged()) {
                unsent.add(each.localPort());
            }
            if (each.unread()) {
                unread.add(each.localPort());
            }
        }
    }

    /** What {@code /proc/self/net} says; nothing where there is none. */
    static Optional<TcpQueues> read(Path net) {
        return TcpTable.read(net).map(TcpQueues::new);
    }

    /** Whether bytes wait to be taken by the peer on a connection from one of these ports. */
    boolean unsent(Set<Integer> ports) {
        return !Collections.disjoint(unsent, ports);
    }

    /** Whether bytes wait to be read on a connection from one of these ports. */
    boolean unread(Set<Integer> ports) {
        return !Collections.disjoint(unread, ports);
    }
}
