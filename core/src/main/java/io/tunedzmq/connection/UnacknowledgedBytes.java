package io.tunedzmq.connection;

import io.tunedzmq.internal.TcpTable;
import java.nio.file.Path;
import java.util.List;

/** What the system has sent, or is to send, over TCP connections and the other side has not acknowledged; on Linux. */
final class UnacknowledgedBytes {
    private static final Path NET = Path.of("/proc/self/net");

    private UnacknowledgedBytes() {}

    /**
     * Whether something is not acknowledged for the only connection between these ports; false also if that is not
     * known.
     */
    static boolean holdsSomething(int localPort, int remotePort) {
        return holdsSomething(TcpTable.read(NET).orElse(List.of()), localPort, remotePort);
    }

    static boolean holdsSomething(List<TcpTable.Connection> connections, int localPort, int remotePort) {
        List<TcpTable.Connection> between = connections.stream()
                .filter(each -> each.localPort() == localPort && each.remotePort() == remotePort)
                .toList();
        return between.size() == 1 && between.get(0).unacknowledged();
    }
}
