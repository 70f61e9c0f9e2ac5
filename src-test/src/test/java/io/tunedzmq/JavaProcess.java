package io.tunedzmq;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a process of its own. Its standard error is the test's. */
final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private JavaProcess(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static JavaProcess start(Class<?> main, String argument) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        argument))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new JavaProcess(process);
    }

    /** The next line that it prints. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process ended without another word");
        }
        return line;
    }

    /** SIGKILL: the process has no chance to say anything. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the process survived SIGKILL");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while a process ended", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
