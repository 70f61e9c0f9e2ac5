package io.tunedzmq.observe;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a thread had work and waited for its turn on a CPU, as Linux counts it: the second number of {@code
 * schedstat} (kernel documentation, Scheduler Statistics). Immutable.
 */
final class RunQueueWait {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path OWN = Path.of("/proc/thread-self");

    /** Longer names of threads are cut off by the system. */
    private static final int NAME_BYTES = 15;

    private final Path schedstat;

    private RunQueueWait(Path task) {
        schedstat = task.resolve("schedstat");
    }

    /** The thread of this process that has this name in ASCII; empty unless exactly one can be told from the others. */
    static Optional<RunQueueWait> ofThread(String name) {
        return ofThread(TASKS, name);
    }

    static Optional<RunQueueWait> ofThread(Path tasks, String name) {
        if (name.length() > NAME_BYTES) {
            return Optional.empty();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path each : all) {
                if (SystemFiles.of(each.resolve("comm")).contains(name)) {
                    found.add(each);
                }
            }
        } catch (IOException | DirectoryIteratorException | SecurityException e) {
            return Optional.empty(); // Not Linux, or no file descriptor is left.
        }
        return found.size() == 1 ? Optional.of(new RunQueueWait(found.get(0))) : Optional.empty();
    }

    /** The calling thread of the system, which carries the calling thread if that is a virtual one. */
    static Optional<RunQueueWait> ofCaller() {
        try {
            return Optional.of(new RunQueueWait(OWN.resolveSibling(Files.readSymbolicLink(OWN))));
        } catch (IOException | SecurityException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** So far; empty if the thread has ended, or if the system does not count it: then it shows zeros. */
    OptionalLong ns() {
        String[] numbers = SystemFiles.words(SystemFiles.firstLine(schedstat));
        return numbers.length >= 2
                        && SystemFiles.isNumber(numbers[0])
                        && SystemFiles.isNumber(numbers[1])
                        && Long.parseLong(numbers[0]) > 0
                ? OptionalLong.of(Long.parseLong(numbers[1]))
                : OptionalLong.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunQueueWait wait && wait.schedstat.equals(schedstat);
    }

    @Override
    public int hashCode() {
        return schedstat.hashCode();
    }
}
