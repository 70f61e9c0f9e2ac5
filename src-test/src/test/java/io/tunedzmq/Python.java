package io.tunedzmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Python with pyzmq: one that is there, or made for the tests in a virtual environment, or of the system's packages.
 */
public final class Python {
    private static final String SYSTEM = "/usr/bin/python3";
    private static final String IMPORT = "import zmq";
    private static final Path ENVIRONMENT = Path.of("target", "pyzmq");
    private static final Path ITS_PYTHON =
            ENVIRONMENT.resolve(Path.of("bin", "python")).toAbsolutePath();

    private static @Nullable String found;
    private static boolean looked;

    private Python() {}

    /** Its command; where there is none and none can be had, the test is left out. */
    public static synchronized String withPyzmq() {
        if (!looked) {
            looked = true;
            found = find();
        }
        if (found == null) {
            throw LeftOut.because("no Python with pyzmq, and neither pip nor apt-get can install it");
        }
        return found;
    }

    private static @Nullable String find() {
        for (String candidate : List.of("python3", SYSTEM, ITS_PYTHON.toString())) {
            if (succeeds(10, candidate, "-c", IMPORT)) {
                return candidate;
            }
        }
        if (succeeds(60, "python3", "-m", "venv", ENVIRONMENT.toString())
                && succeeds(240, ITS_PYTHON.toString(), "-m", "pip", "install", "--retries", "1", "pyzmq")
                && succeeds(10, ITS_PYTHON.toString(), "-c", IMPORT)) {
            return ITS_PYTHON.toString();
        }
        boolean installed = succeeds(240, "apt-get", "update", "-qq")
                && succeeds(240, "apt-get", "install", "-y", "-qq", "python3-zmq")
                && succeeds(10, SYSTEM, "-c", IMPORT);
        return installed ? SYSTEM : null;
    }

    private static boolean succeeds(int seconds, String... command) {
        try {
            Path log = Files.createTempFile("python", ".log");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
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
