package io.tunedzmq.observe;

import io.tunedzmq.window.ContextSnapshot;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What the CPUs that this process may run on did, as Linux tells it: proc(5), {@code /proc/stat}. */
final class CpuTimes {
    /** Times are in units of USER_HZ, which is 100 on every system that runs Java. */
    private static final long TICK_NS = 10_000_000;

    private static final int MOST = 8_192;

    private final Path proc;

    /** @param proc {@code /proc} */
    CpuTimes(Path proc) {
        this.proc = proc;
    }

    /**
     * Of {@code cpuN user nice system idle iowait irq softirq steal guest guest_nice}; guests are in user and nice
     * already.
     */
    Optional<ContextSnapshot.Cpus> observe() {
        BitSet mine = allowed();
        int count = 0;
        long busy = 0;
        long taken = 0;
        for (String line : SystemFiles.of(proc.resolve("stat"))) {
            String[] words = SystemFiles.words(line);
            String number = words[0].startsWith("cpu") ? words[0].substring(3) : "";
            if (SystemFiles.isNumber(number) && words.length > 8 && mine.get(Integer.parseInt(number))) {
                count++;
                taken += Long.parseLong(words[8]);
                for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
                    busy += Long.parseLong(words[i]);
                }
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(new ContextSnapshot.Cpus(count, TICK_NS * busy, TICK_NS * taken));
    }

    /** Of a list such as {@code 0-3,8}; where there is none, none. */
    private BitSet allowed() {
        BitSet set = new BitSet();
        List<String> ranges = SystemFiles.of(proc.resolve("self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .flatMap(line ->
                        List.of(line.substring(line.indexOf(':') + 1).trim().split(",", -1)).stream())
                .toList();
        for (String range : ranges) {
            String[] ends = range.split("-", 2);
            if (SystemFiles.isNumber(ends[0]) && SystemFiles.isNumber(ends[ends.length - 1])) {
                set.set(Integer.parseInt(ends[0]), Math.min(MOST, Integer.parseInt(ends[ends.length - 1])) + 1);
            }
        }
        return set;
    }
}
