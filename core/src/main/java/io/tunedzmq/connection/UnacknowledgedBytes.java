package io.tunedzmq.connection;

import io.tunedzmq.internal.TcpTable;
import java.nio.file.Path;
import java.util.List;

/** What the system has sent, or is to send, over TCP connections and the other side has not acknowledged; on Linux. */
final class UnacknowledgedBytes {
    private static final Path NET = Path.of("/proc/self/net");

    /** Each after twice the time: this takes six seconds at least. */
    private static final int MANY_REPEATED = 5;

    private UnacknowledgedBytes() {}

    /** All connections of this machine; none where they are not shown. */
    static List<TcpTable.Connection> read() {
        return TcpTable.read(NET).orElse(List.of());
    }

    /**
     * Whether something is not acknowledged for the only connection between these ports; false also if that is not
     * known.
     */
    static boolean holdsSomething(int localPort, int remotePort) {
        return holdsSomething(read(), localPort, remotePort);
    }

    static boolean holdsSomething(List<TcpTable.Connection> connections, int localPort, int remotePort) {
        List<TcpTable.Connection> between = between(connections, localPort, remotePort);
        return between.size() == 1 && between.get(0).unacknowledged();
    }

    /**
     * Whether the other side has not acknowledged anything for seconds, however often it was sent again; false also if
     * that is not known. A side that only takes nothing more says so, and is asked again rarely.
     */
    static boolean isUnanswered(List<TcpTable.Connection> connections, int localPort, int remotePort) {
        List<TcpTable.Connection> between = between(connections, localPort, remotePort);
        return between.size() == 1 && between.get(0).repeated() >= MANY_REPEATED;
    }

    private static List<TcpTable.Connection> between(
            List<TcpTable.Connection> connections, int localPort, int remotePort) {
        return connections.stream()
                .filter(each -> each.localPort() == localPort && each.remotePort() == remotePort)
                .toList();
    }
}
