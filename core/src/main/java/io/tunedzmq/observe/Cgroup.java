package io.tunedzmq.observe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The CPU quota of the control group that this process is in: Linux control groups of version 2 or 1. */
final class Cgroup {
    private final Path unified;
    private final Path cpu;

    /**
     * Finds the group.
     *
     * @param mounted where control groups are mounted, {@code /sys/fs/cgroup}
     * @param membership the groups of this process, {@code /proc/self/cgroup}
     */
    Cgroup(Path mounted, Path membership) {
        unified = group(mounted, path(membership, "0::"));
        Path both = mounted.resolve("cpu,cpuacct");
        cpu = group(Files.isDirectory(both) ? both : mounted.resolve("cpu"), path(membership, "cpu"));
    }

    /** The process's path in a hierarchy: the third field of {@code 4:cpu,cpuacct:/path}. */
    private static String path(Path membership, String hierarchy) {
        return Lines.of(membership).stream()
                .filter(line -> line.startsWith(hierarchy)
                        || List.of(line.replaceFirst("^\\d+:", "")
                                        .split(":", 2)[0]
                                        .split(",", -1))
                                .contains(hierarchy))
                .map(line -> line.split(":", 3)[2])
                .findFirst()
                .orElse("/");
    }

    /** In a container its own group is often mounted as the root, whatever its path outside. */
    private static Path group(Path root, String path) {
        Path group = root.resolve(path.substring(1)).normalize();
        return group.startsWith(root) && Files.isDirectory(group) ? group : root;
    }

    /** CPUs that it may use on average. */
    OptionalDouble quota() {
        List<String> max = Lines.of(unified.resolve("cpu.max"));
        if (!max.isEmpty()) {
            String[] words = Lines.words(max.get(0));
            return words.length == 2 && Lines.isNumber(words[0]) && Lines.isNumber(words[1])
                    ? OptionalDouble.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]))
                    : OptionalDouble.empty();
        }
        OptionalLong quota = Lines.number(cpu.resolve("cpu.cfs_quota_us"), "");
        OptionalLong period = Lines.number(cpu.resolve("cpu.cfs_period_us"), "");
        return quota.isPresent() && period.isPresent() && quota.getAsLong() > 0 && period.getAsLong() > 0
                ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
                : OptionalDouble.empty();
    }

    /** How long its threads were stopped, summed over the CPUs. */
    OptionalLong throttledNs() {
        OptionalLong micros = Lines.number(unified.resolve("cpu.stat"), "throttled_usec ");
        return micros.isPresent()
                ? OptionalLong.of(1_000 * micros.getAsLong())
                : Lines.number(cpu.resolve("cpu.stat"), "throttled_time ");
    }
}
