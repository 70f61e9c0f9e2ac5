package io.tunedzmq.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tunedzmq.window.ContextSnapshot;
import java.io.File;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** CPU time, collections and file descriptors of this process. */
final class ThisProcess {
    private static final Path PROC = Path.of("/proc/self");

    /** To list it takes one descriptor; a stream of its paths would take two. */
    private static final File FILES = new File("/proc/self/fd");

    /** Found once: asking a collector for its name costs more than asking for its time. */
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(bean -> stops(bean.getName()))
            .toList();

    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final Cgroup cgroup = new Cgroup(Path.of("/sys/fs/cgroup"), PROC.resolve("cgroup"));

    ContextSnapshot.Jvm observe(int foreignContexts) {
        return new ContextSnapshot.Jvm(
                cpuNs(),
                Runtime.getRuntime().availableProcessors(),
                cgroup.quota(),
                cgroup.throttledNs(),
                gcNs(),
                Runtime.getRuntime().maxMemory(),
                foreignContexts,
                openFiles(),
                maxFiles());
    }

    private static OptionalLong cpuNs() {
        Optional<Duration> cpu = ProcessHandle.current().info().totalCpuDuration();
        return cpu.isPresent() ? OptionalLong.of(cpu.get().toNanos()) : OptionalLong.empty();
    }

    /** CPU time of all threads; below 0 if it is unknown. Costs less than to have it exact. */
    long coarseCpuNs() {
        return system instanceof com.sun.management.OperatingSystemMXBean known ? known.getProcessCpuTime() : -1;
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

    /** When no descriptor is left, the folder can be looked at, but not opened: all are in use. */
    private OptionalLong openFiles() {
        try {
            String[] files = FILES.list();
            if (files != null) {
                return OptionalLong.of(files.length - 1); // Without that of the list.
            }
            return FILES.isDirectory() && FILES.canRead() ? maxFiles() : OptionalLong.empty();
        } catch (SecurityException e) {
            return OptionalLong.empty();
        }
    }

    /** Asked of the system without opening a file. */
    private OptionalLong maxFiles() {
        return system instanceof UnixOperatingSystemMXBean unix && unix.getMaxFileDescriptorCount() > 0
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }
}
