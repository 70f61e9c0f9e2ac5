package io.tunedzmq.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An example that runs in a JVM of its own, as a user starts it. Confined, apart from its two reading threads. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Lines out;
    private final Lines err;

    private Program(Process process) {
        this.process = process;
        out = new Lines(process.getInputStream());
        err = new Lines(process.getErrorStream());
    }

    static Program start(Class<?> main, String... args) throws IOException {
        return java(List.of("-cp", System.getProperty("java.class.path"), main.getName()), args);
    }

    static Program startJar(Path jar, String... args) throws IOException {
        return java(List.of("-jar", jar.toString()), args);
    }

    private static Program java(List<String> what, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The processes live for a second; the optimising compiler would only take the CPU from the others.
                "-XX:TieredStopAtLevel=1"));
        command.addAll(what);
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        return new Program(process);
    }

    /** The rest of the first line on standard error that begins so. */
    String awaitError(String beginning) throws Exception {
        return err.await(beginning);
    }

    String awaitOutput(String beginning) throws Exception {
        return out.await(beginning);
    }

    /** Asks it to end, with SIGTERM where there is one. */
    void terminate() {
        // Process.destroy() would also close the streams that its last words come through.
        boolean unused = process.toHandle().destroy();
    }

    int exitCode() throws Exception {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("the program did not end; it said " + err.seen);
        }
        return process.exitValue();
    }

    /** All of its standard output, once it has ended. */
    List<String> output() throws Exception {
        return out.all();
    }

    /** All of its standard error, once it has ended. */
    List<String> errors() throws Exception {
        return err.all();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("could not be killed: " + process);
        }
    }

    /** The lines of a stream, each byte a character, read as they come so that the program never waits for us. */
    private static final class Lines {
        private final List<String> seen = new ArrayList<>();
        private final LinkedBlockingQueue<String> arriving = new LinkedBlockingQueue<>();
        private final CountDownLatch ended = new CountDownLatch(1);

        Lines(InputStream stream) {
            Thread reader = new Thread(() -> read(stream), "program-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(stream, StandardCharsets.ISO_8859_1))) {
                reader.lines().forEach(arriving::add);
            } catch (IOException | UncheckedIOException e) {
                arriving.add("(reading failed: " + e + ")");
            } finally {
                ended.countDown();
            }
        }

        String await(String beginning) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            String line = arriving.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            while (line != null) {
                seen.add(line);
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
                line = arriving.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
            throw new TimeoutException("no line begins with '" + beginning + "' in " + seen);
        }

        List<String> all() throws Exception {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("the stream did not end");
            }
            arriving.drainTo(seen);
            return seen;
        }
    }
}
