package io.tunedzmq.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the system has sent, or is to send, over TCP connections and the other side has not acknowledged; on Linux. */
final class SendQueues {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";

    private SendQueues() {}

    /** Whether something is not acknowledged for the only connection between these ports; false also if that is not known. */
    static boolean holdsSomething(int localPort, int remotePort) {
        return holdsSomething(TABLES.stream().flatMap(SendQueues::lines).toList(), localPort, remotePort);
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table, StandardCharsets.US_ASCII).stream();
        } catch (IOException e) {
            return Stream.empty(); // Another system, or one that does not show it.
        }
    }

    /** Each line: number, local and remote address:port, state, tx_queue:rx_queue, all in hex. */
    static boolean holdsSomething(List<String> lines, int localPort, int remotePort) {
        String local = ":%04X".formatted(localPort);
        String remote = ":%04X".formatted(remotePort);
        List<String> queues = lines.stream()
                .map(line -> line.trim().split("\\s+", 6))
                .filter(fields -> fields.length == 6
                        && fields[1].endsWith(local)
                        && fields[2].endsWith(remote)
                        && fields[3].equals(ESTABLISHED))
                .map(fields -> fields[4].substring(0, Math.max(0, fields[4].indexOf(':'))))
                .toList();
        return queues.size() == 1 && !queues.get(0).chars().allMatch(digit -> digit == '0');
    }
}
