package io.tunedzmq.config;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a context, fixed when it is built.
 *
 * <p>Immutable.
 *
 * @param ioThreads JeroMQ's background threads that move bytes; 1 to 63
 * @param maxSockets sockets open at the same time; 2 to 65,535
 * @param hwm policy of every socket that has no nearer one
 * @param hwmBySocketType policies by the name of an {@code org.zeromq.SocketType}
 * @param linger how long close keeps trying to deliver what is queued; up to one hour
 * @param memoryBudget bytes that all queues of the context together may hold; 1 MiB to three quarters of the largest
 *     heap
 * @param socketBufferBytes of each TCP connection, sending and receiving; 8 KiB to 16 MiB, or 0 for the system's own
 */
public record ContextConfig(
        int ioThreads,
        int maxSockets,
        HwmPolicy hwm,
        Map<String, HwmPolicy> hwmBySocketType,
        Duration linger,
        long memoryBudget,
        int socketBufferBytes) {

    /** For {@code socketBufferBytes}: the operating system sizes them by itself. */
    public static final int SYSTEM_BUFFERS = 0;

    private static final long LEAST_BUDGET = 1L << 20;

    /** JeroMQ's affinity mask has 63 usable bits, and each I/O thread must stay reachable by it. */
    public static final int MOST_IO_THREADS = 63;

    /** Checks every value. */
    public ContextConfig {
        checkIoThreads(ioThreads);
        checkMaxSockets(maxSockets);
        requireNonNull(hwm, "hwm");
        hwmBySocketType = Map.copyOf(hwmBySocketType);
        checkLinger(linger);
        checkMemoryBudget(memoryBudget);
        checkSocketBufferBytes(socketBufferBytes);
    }

    /** What a context has when nothing is set. */
    public static ContextConfig defaults() {
        return new ContextConfig(
                1,
                1_024,
                HwmPolicy.messages(1_000),
                Map.of(),
                Duration.ofSeconds(1),
                Math.max(LEAST_BUDGET, Runtime.getRuntime().maxMemory() / 2),
                SYSTEM_BUFFERS);
    }

    /** Returns the number, or says why not. */
    public static int checkIoThreads(int ioThreads) {
        return Checks.range(
                "ioThreads", ioThreads, 1, MOST_IO_THREADS, "1 serves about one busy connection; more than CPUs waste");
    }

    /** Returns the number, or says why not. */
    public static int checkMaxSockets(int maxSockets) {
        return Checks.range("maxSockets", maxSockets, 2, 65_535, "");
    }

    /** Returns the duration, or says why not. */
    public static Duration checkLinger(Duration linger) {
        requireNonNull(linger, "linger");
        return Checks.range(
                "linger", linger, Duration.ZERO, Duration.ofHours(1), "Duration.ZERO discards what is queued");
    }

    /** Returns the number, or says why not. */
    public static long checkMemoryBudget(long bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        long most = Math.max(LEAST_BUDGET, heap / 4 * 3);
        if (bytes > most) {
            throw new IllegalArgumentException(Checks.text(
                    "memoryBudget",
                    bytes,
                    "<= " + most + " = 3/4 of the largest heap, " + Text.memory(heap),
                    "raise -Xmx"));
        }
        if (bytes < LEAST_BUDGET) {
            throw new IllegalArgumentException(Checks.text("memoryBudget", bytes, ">= " + LEAST_BUDGET, "in bytes"));
        }
        return bytes;
    }

    /** Of the {@code memoryBudget}, the half that is for what publishers queue. */
    public long outgoingBudget() {
        return memoryBudget / 2;
    }

    /** Of the {@code memoryBudget}, the half that is for what subscribers queue. */
    public long incomingBudget() {
        return memoryBudget - outgoingBudget();
    }

    /** Returns the number, or says why not. */
    public static int checkSocketBufferBytes(int bytes) {
        return bytes == SYSTEM_BUFFERS
                ? bytes
                : Checks.range("socketBufferBytes", bytes, 8 << 10, 16 << 20, "0 leaves them to the system");
    }

    /** The policy of a socket of this type. */
    public HwmPolicy hwmOf(String socketType) {
        return hwmBySocketType.getOrDefault(socketType, hwm);
    }

    /** Where two configurations differ, one line a field: {@code ioThreads: 4 here, 1 there}. */
    public List<String> differences(ContextConfig there) {
        Map<String, String> mine = fields();
        Map<String, String> theirs = there.fields();
        List<String> lines = new ArrayList<>();
        mine.forEach((name, value) -> {
            String other = theirs.getOrDefault(name, "not set");
            if (!value.equals(other)) {
                lines.add(name + ": " + value + " here, " + other + " there");
            }
        });
        theirs.forEach((name, value) -> {
            if (!mine.containsKey(name)) {
                lines.add(name + ": not set here, " + value + " there");
            }
        });
        return lines;
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>();
        fields.put("ioThreads", Integer.toString(ioThreads));
        fields.put("maxSockets", Integer.toString(maxSockets));
        fields.put("hwm", hwm.toString());
        fields.put("linger", linger.toString());
        fields.put("memoryBudget", Long.toString(memoryBudget));
        fields.put("socketBufferBytes", Integer.toString(socketBufferBytes));
        hwmBySocketType.forEach((type, policy) -> fields.put("hwm(" + type + ")", policy.toString()));
        return fields;
    }

    @Override
    public String toString() {
        return fields().toString();
    }
}
