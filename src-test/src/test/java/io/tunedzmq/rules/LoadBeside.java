package io.tunedzmq.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What other programs than this one and its children took of the CPUs since a moment, as proc(5) tells it. */
final class LoadBeside {
    /** Of all CPUs, over the set-up and the end of a load, too. */
    private static final double MUCH = 0.4;

    private static final Path STAT = Path.of("/proc/stat");
    private static final Path OWN = Path.of("/proc/self/stat");

    private final long[] then = ticks();

    /** Whether others took so much that it is right to say that they did; never where the system does not tell. */
    boolean tookMuch() {
        long[] now = ticks();
        long all = now[0] - then[0];
        long beside = now[1] - then[1] - (now[2] - then[2]);
        return all > 0 && beside >= MUCH * all;
    }

    /** All time, busy time, and that of this process with its ended children. */
    private static long[] ticks() {
        if (!Files.isReadable(STAT)) {
            return new long[3];
        }
        String[] cpus = lines(STAT).split("\\s+", 10);
        long all = 0;
        for (int i = 1; i <= 8; i++) {
            all += Long.parseLong(cpus[i]);
        }
        long idle = Long.parseLong(cpus[4]) + Long.parseLong(cpus[5]);
        String own = lines(OWN);
        String[] after = own.substring(own.lastIndexOf(')') + 2).split(" ", -1);
        long used = 0;
        for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime
            used += Long.parseLong(after[i]);
        }
        return new long[] {all, all - idle, used};
    }

    private static String lines(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
