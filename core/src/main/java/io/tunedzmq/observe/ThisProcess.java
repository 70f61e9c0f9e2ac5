package io.tunedzmq.observe;

import io.tunedzmq.diagnosis.Observation;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** CPU time, collections and file descriptors of this process. */
final class ThisProcess {
    private static final Path PROC = Path.of("/proc/self");

    /** Found once: asking a collector for its name costs more than asking for its time. */
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(bean -> stops(bean.getName()))
            .toList();

    private final Cgroup cgroup = new Cgroup(Path.of("/sys/fs/cgroup"), PROC.resolve("cgroup"));

    Observation.Jvm observe(int foreignContexts) {
        return new Observation.Jvm(
                cpuNs(),
                Runtime.getRuntime().availableProcessors(),
                cgroup.quota(),
                cgroup.throttledNs(),
                gcNs(),
                Runtime.getRuntime().maxMemory(),
                foreignContexts,
                openFiles(),
                Lines.number(PROC.resolve("limits"), "Max open files"));
    }

    private static OptionalLong cpuNs() {
        Optional<Duration> cpu = ProcessHandle.current().info().totalCpuDuration();
        return cpu.isPresent() ? OptionalLong.of(cpu.get().toNanos()) : OptionalLong.empty();
    }

    /** Time in collections that stop the application. */
    long gcNs() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime()); // Below 0: unknown.
        }
        return 1_000_000 * millis;
    }

    /** ZGC and Shenandoah count whole cycles, beside the application, apart from their pauses. */
    private static boolean stops(String collector) {
        return !collector.contains("Concurrent") && !collector.contains("Cycles");
    }

    private static OptionalLong openFiles() {
        long count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve("fd"))) {
            for (Path unused : files) {
                count++;
            }
            return OptionalLong.of(count);
        } catch (IOException | SecurityException e) {
            return OptionalLong.empty();
        }
    }
}
