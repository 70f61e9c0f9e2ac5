package io.tunedzmq.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The TCP connections of this machine that are open, as Linux shows them. */
public final class TcpTable {
    /**
     * Number, local and remote {@code address:port}, state, {@code tx_queue:rx_queue}, a timer, {@code retrnsmt}, all
     * but the number in hex, and {@code uid} and {@code timeout}. A state of 01 is an open one.
     */
    private static final Pattern OPEN = Pattern.compile(
            "\\s*\\d+:\\s+\\p{XDigit}{8,32}:(\\p{XDigit}{4})\\s+\\p{XDigit}{8,32}:(\\p{XDigit}{4})\\s+01\\s+"
                    + "(\\p{XDigit}{8}):(\\p{XDigit}{8})\\s+\\p{XDigit}+:\\p{XDigit}+\\s+(\\p{XDigit}{8})\\s+\\d+\\s+(\\d{1,9})\\b.*");

    private static final String NONE = "00000000";

    /**
     * A connection at one moment.
     *
     * @param localPort of this machine's end
     * @param remotePort of the other end
     * @param unacknowledged whether something that was sent, or is to be, has not been acknowledged by the other end
     * @param unread whether something waits to be read at this end
     * @param repeated how often something was sent again to the other end, or it was asked for room, since it has
     *     acknowledged anything
     */
    public record Connection(int localPort, int remotePort, boolean unacknowledged, boolean unread, int repeated) {}

    private TcpTable() {}

    /**
     * Reads the tables of IPv4 and IPv6; empty where there is neither, as on another system, or one that does not show
     * them.
     *
     * @param net the folder, such as {@code /proc/self/net}
     */
    public static Optional<List<Connection>> read(Path net) {
        List<String> four = lines(net.resolve("tcp"));
        List<String> six = lines(net.resolve("tcp6"));
        return four.isEmpty() && six.isEmpty()
                ? Optional.empty()
                : Optional.of(Stream.concat(four.stream(), six.stream())
                        .flatMap(TcpTable::parse)
                        .toList());
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table, StandardCharsets.US_ASCII);
        } catch (IOException | SecurityException e) {
            return List.of();
        }
    }

    /** The connection of a line; none if it is not open, or the line is not understood. */
    static Stream<Connection> parse(String line) {
        if (!line.contains(" 01 ")) {
            return Stream
                    .empty(); // Most are over and wait for their port to be forgotten; taking them apart would cost.
        }
        Matcher open = OPEN.matcher(line);
        return open.matches()
                ? Stream.of(new Connection(
                        Integer.parseInt(open.group(1), 16),
                        Integer.parseInt(open.group(2), 16),
                        !open.group(3).equals(NONE),
                        !open.group(4).equals(NONE),
                        Math.max(Integer.parseUnsignedInt(open.group(5), 16), Integer.parseInt(open.group(6)))))
                : Stream.empty();
    }
}
