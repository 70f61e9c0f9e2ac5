package io.tunedzmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Programs of the system that get what a test needs. */
public final class Commands {
    private Commands() {}

    /** Gets something while no other process of the tests gets it: two would be in each other's way. */
    public static @Nullable String alone(String name, Supplier<@Nullable String> work) {
        try (FileChannel file = FileChannel.open(
                Files.createDirectories(Path.of("target")).resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            FileLock lock = file.lock();
            try {
                return work.get();
            } finally {
                lock.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a program is there, and ends well in time. */
    public static boolean succeed(int seconds, String... command) {
        return succeedIn(Path.of("."), seconds, command);
    }

    /** As {@link #succeed}, run in a folder. */
    public static boolean succeedIn(Path folder, int seconds, String... command) {
        try {
            Path log = Files.createTempFile("command", ".log");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
                builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return false;
                }
                return process.exitValue() == 0;
            } finally {
                Files.delete(log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (UncheckedIOException | IOException e) {
            return false; // There is no such program.
        }
    }
}
