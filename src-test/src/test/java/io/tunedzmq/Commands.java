package io.tunedzmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs of the system that get what a test needs. */
public final class Commands {
    private Commands() {}

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
