package io.tunedzmq.observe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What control groups of Linux, of version 2 or 1, leave this process of the CPUs.
 *
 * <p>Its own group binds it and so does each group around it, up to the mount; one without the CPU controller says
 * nothing. Of the quotas the smallest counts. The times stopped are added up: a level counts only what its own limit
 * stopped, and a group that is stopped uses up nothing of the quotas around it, so one stop follows the other. Only
 * where others in an outer group use that up meanwhile, two levels stop at once, and that time counts twice.
 */
final class Cgroup {
    /** Of both versions, which may be mounted together: the controller is in one of them. */
    private final List<Level> levels = new ArrayList<>();

    private record Level(Path folder, boolean versionTwo) {
        OptionalDouble quota() {
            return versionTwo ? quotaOfTwo(SystemFiles.of(folder.resolve("cpu.max"))) : quotaOfOne(folder);
        }

        OptionalLong throttledNs(List<String> stat) {
            OptionalLong time = SystemFiles.number(stat, versionTwo ? "throttled_usec " : "throttled_time ");
            return time.isPresent() ? OptionalLong.of((versionTwo ? 1_000 : 1) * time.getAsLong()) : time;
        }
    }

    /**
     * Finds the groups.
     *
     * @param mounted where control groups are mounted, {@code /sys/fs/cgroup}
     * @param membership the groups of this process, {@code /proc/self/cgroup}
     */
    Cgroup(Path mounted, Path membership) {
        addLevels(folder(mounted.resolve("unified"), mounted), path(membership, "0::"), true);
        addLevels(folder(mounted.resolve("cpu,cpuacct"), mounted.resolve("cpu")), path(membership, "cpu"), false);
    }

    private static Path folder(Path first, Path otherwise) {
        return Files.isDirectory(first) ? first : otherwise;
    }

    /** The process's path in a hierarchy: the third field of {@code 4:cpu,cpuacct:/path}. */
    private static String path(Path membership, String hierarchy) {
        return SystemFiles.of(membership).stream()
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
    private void addLevels(Path root, String path, boolean versionTwo) {
        levels.add(new Level(root, versionTwo));
        Path group = root.resolve(path.substring(1)).normalize();
        if (group.startsWith(root) && !group.equals(root) && Files.isDirectory(group)) {
            Path level = root;
            for (Path name : root.relativize(group)) {
                level = level.resolve(name);
                levels.add(new Level(level, versionTwo));
            }
        }
    }

    /** CPUs that it may use on average. */
    OptionalDouble quota() {
        return levels.stream()
                .map(Level::quota)
                .flatMapToDouble(OptionalDouble::stream)
                .min();
    }

    private static OptionalDouble quotaOfTwo(List<String> max) {
        String[] words = max.isEmpty() ? new String[0] : SystemFiles.words(max.get(0));
        return words.length == 2 && SystemFiles.isNumber(words[0]) && SystemFiles.isNumber(words[1])
                ? OptionalDouble.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]))
                : OptionalDouble.empty();
    }

    private static OptionalDouble quotaOfOne(Path folder) {
        OptionalLong quota = SystemFiles.number(folder.resolve("cpu.cfs_quota_us"), "");
        OptionalLong period = SystemFiles.number(folder.resolve("cpu.cfs_period_us"), "");
        return quota.isPresent() && period.isPresent() && quota.getAsLong() > 0 && period.getAsLong() > 0
                ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
                : OptionalDouble.empty();
    }

    /** How long its threads were stopped, summed over the CPUs. */
    OptionalLong throttledNs() {
        long sumNs = 0;
        boolean told = false;
        for (Level level : levels) {
            Path stat = level.folder.resolve("cpu.stat");
            List<String> lines = SystemFiles.of(stat);
            if (lines.isEmpty() && Files.isReadable(stat)) {
                return OptionalLong.empty(); // No file descriptor is left: a part of the sum would pass for a step.
            }
            OptionalLong throttledNs = level.throttledNs(lines);
            sumNs += throttledNs.orElse(0);
            told |= throttledNs.isPresent();
        }
        return told ? OptionalLong.of(sumNs) : OptionalLong.empty();
    }
}
