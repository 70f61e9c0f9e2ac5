package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Allocations;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a process takes.
 *
 * @param residentKib memory now
 * @param peakKib the most memory since the process began
 * @param collectedMillis time in collections
 * @param allocated bytes, by the threads that live
 */
record Usage(long residentKib, long peakKib, long collectedMillis, long allocated) {

    /** Of this process, since it began. Only Linux tells. */
    static Usage now() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        return new Usage(
                kib(status, "VmRSS:"),
                kib(status, "VmHWM:"),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum(),
                Allocations.total());
    }

    private static long kib(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** What was used since then; memory is as it is now. */
    Usage since(Usage before) {
        return new Usage(residentKib, peakKib, collectedMillis - before.collectedMillis, allocated - before.allocated);
    }

    /** In a form for {@link #of}. */
    String line() {
        return line(residentKib, peakKib, collectedMillis, allocated);
    }

    static Usage of(String line) {
        long[] n = numbers(line);
        return new Usage(n[0], n[1], n[2], n[3]);
    }

    /** Numbers as processes tell them. */
    static String line(long... numbers) {
        return LongStream.of(numbers).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    static long[] numbers(String line) {
        return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }
}
