package io.tunedzmq;

import java.nio.file.Path;
import java.util.List;
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
            found = Commands.alone("pyzmq", Python::find);
        }
        if (found == null) {
            throw LeftOut.because("no Python with pyzmq, and neither pip nor apt-get can install it");
        }
        return found;
    }

    private static @Nullable String find() {
        for (String candidate : List.of("python3", SYSTEM, ITS_PYTHON.toString())) {
            if (Commands.succeed(10, candidate, "-c", IMPORT)) {
                return candidate;
            }
        }
        if (Commands.succeed(60, "python3", "-m", "venv", ENVIRONMENT.toString())
                && Commands.succeed(240, ITS_PYTHON.toString(), "-m", "pip", "install", "--retries", "1", "pyzmq")
                && Commands.succeed(10, ITS_PYTHON.toString(), "-c", IMPORT)) {
            return ITS_PYTHON.toString();
        }
        boolean installed = Commands.succeed(240, "apt-get", "update", "-qq")
                && Commands.succeed(240, "apt-get", "install", "-y", "-qq", "python3-zmq")
                && Commands.succeed(10, SYSTEM, "-c", IMPORT);
        return installed ? SYSTEM : null;
    }
}
