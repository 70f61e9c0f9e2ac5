package io.tunedzmq.observe;

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
    private static final String ESTABLISHED = "01";

    private final Set<Integer> unsent = new HashSet<>();
    private final Set<Integer> unread = new HashSet<>();

    private TcpQueues() {}

    /** What {@code /proc/self/net} says; nothing where there is none. */
    static Optional<TcpQueues> read(Path net) {
        List<String> four = Lines.of(net.resolve("tcp"));
        List<String> six = Lines.of(net.resolve("tcp6"));
        if (four.isEmpty() && six.isEmpty()) {
            return Optional.empty();
        }
        TcpQueues queues = new TcpQueues();
        four.forEach(queues::add);
        six.forEach(queues::add);
        return Optional.of(queues);
    }

    /** Of {@code sl: local:port remote:port state tx_queue:rx_queue ...}, all hexadecimal. */
    private void add(String line) {
        if (!line.contains(" 01 ")) {
            return; // Most are over and wait for their port to be forgotten; splitting them would cost.
        }
        String[] words = Lines.words(line);
        if (words.length < 5 || !words[3].equals(ESTABLISHED)) {
            return;
        }
        int local = port(words[1]);
        String[] queued = words[4].split(":", 2);
        if (Long.parseLong(queued[0], 16) > 0) {
            unsent.add(local);
        }
        if (Long.parseLong(queued[1], 16) > 0) {
            unread.add(local);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
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
