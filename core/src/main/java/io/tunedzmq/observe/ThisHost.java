package io.tunedzmq.observe;

import io.tunedzmq.window.ContextSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Counters of the network, as this process's namespace shows them on Linux, and of its CPUs. */
final class ThisHost {
    private final Path net;
    private final Path interfaces;
    private final CpuTimes cpus;

    /**
     * Reads there.
     *
     * @param net {@code /proc/self/net}
     * @param interfaces {@code /sys/class/net}
     * @param proc {@code /proc}
     */
    ThisHost(Path net, Path interfaces, Path proc) {
        this.net = net;
        cpus = new CpuTimes(proc);
        this.interfaces = interfaces;
    }

    ContextSnapshot.Host observe() {
        List<String> snmp = SystemFiles.of(net.resolve("snmp"));
        return new ContextSnapshot.Host(
                counter(snmp, "Tcp:", "OutSegs"),
                counter(snmp, "Tcp:", "RetransSegs"),
                counter(SystemFiles.of(net.resolve("netstat")), "TcpExt:", "ListenDrops"),
                interfaces(),
                cpus.observe());
    }

    /** These tables have a line of names and below it a line of numbers, both with the same beginning. */
    private static OptionalLong counter(List<String> lines, String table, String name) {
        List<String[]> both = lines.stream()
                .filter(line -> line.startsWith(table))
                .map(SystemFiles::words)
                .toList();
        if (both.size() < 2) {
            return OptionalLong.empty();
        }
        String[] names = both.get(0);
        String[] numbers = both.get(1);
        for (int i = 1; i < Math.min(names.length, numbers.length); i++) {
            if (names[i].equals(name) && SystemFiles.isNumber(numbers[i])) {
                return OptionalLong.of(Long.parseLong(numbers[i]));
            }
        }
        return OptionalLong.empty();
    }

    /** Of {@code name: bytes packets errs drop fifo frame compressed multicast bytes packets errs drop ...}. */
    private List<ContextSnapshot.Interface> interfaces() {
        List<ContextSnapshot.Interface> found = new ArrayList<>();
        for (String line : SystemFiles.of(net.resolve("dev"))) {
            int colon = line.indexOf(':');
            String[] words = SystemFiles.words(line.substring(colon + 1));
            if (colon < 0 || words.length < 12) {
                continue; // A heading.
            }
            String name = line.substring(0, colon).trim();
            found.add(new ContextSnapshot.Interface(
                    name,
                    Long.parseLong(words[0]),
                    Long.parseLong(words[8]),
                    Long.parseLong(words[1]) + Long.parseLong(words[9]),
                    // A packet received for nobody counts as dropped there, too: only what fails on the way out or in
                    // error.
                    Long.parseLong(words[2]) + Long.parseLong(words[10]) + Long.parseLong(words[11]),
                    speed(name)));
        }
        return found;
    }

    /** Virtual interfaces name one that means nothing, 10 Mbit/s for a tun: only those of a device have one. */
    private OptionalLong speed(String name) {
        if (!Files.exists(interfaces.resolve(name).resolve("device"))) {
            return OptionalLong.empty();
        }
        OptionalLong megabits = SystemFiles.number(interfaces.resolve(name).resolve("speed"), "");
        return megabits.isPresent() && megabits.getAsLong() > 0
                ? OptionalLong.of(1_000_000 * megabits.getAsLong())
                : OptionalLong.empty();
    }
}
