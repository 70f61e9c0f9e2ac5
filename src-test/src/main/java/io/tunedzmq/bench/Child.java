package io.tunedzmq.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of ours in a working directory of its own. Both go when it is closed, and at the latest with this JVM,
 * unless that is killed.
 */
public final class Child implements AutoCloseable {
    private final Path directory;
    private final Process process;
    private final BufferedReader out;
    private final Thread hook = new Thread(this::end, "bench-child");

    private Child(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Child start(List<String> command) throws IOException {
        return start(
                command, (builder, output) -> builder.redirectErrorStream(true).redirectOutput(output));
    }

    /** Starts one that is talked to by lines; it is killed after so many seconds, so no answer is waited for longer. */
    public static Child conversing(List<String> command, long mostSeconds) throws IOException {
        Child child = start(command, ProcessBuilder::redirectError);
        CompletableFuture.delayedExecutor(mostSeconds, TimeUnit.SECONDS).execute(child.process::destroyForcibly);
        return child;
    }

    private static Child start(List<String> command, BiConsumer<ProcessBuilder, File> redirect) throws IOException {
        Path directory = Files.createTempDirectory("tunedzmq-bench");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        redirect.accept(builder, directory.resolve("output").toFile());
        try {
            return new Child(directory, builder.start());
        } catch (IOException e) {
            delete(directory);
            throw e;
        }
    }

    /** Runs a command to its end and returns what it wrote; fails unless it exits with 0 in time. */
    static String output(List<String> command, long mostSeconds) throws IOException, InterruptedException {
        try (Child child = start(command)) {
            boolean ended = child.process.waitFor(mostSeconds, TimeUnit.SECONDS);
            if (!ended || child.process.exitValue() != 0) {
                throw new IOException(command.get(0) + (ended ? " failed: " : " did not end: ") + child.output());
            }
            return child.output();
        }
    }

    /** The rest of the next line that begins with this word. Others, as of its JVM, are passed over. */
    public String answer(String word) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
        throw new IOException("a process ended before it said \"" + word + "\"");
    }

    /** Says a line to it. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    Path directory() {
        return directory;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote so far. */
    public String output() throws IOException {
        return Files.readString(directory.resolve("output")).strip();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The JVM is ending: the hook runs.
        }
        end();
    }

    private void end() {
        process.destroyForcibly();
        boolean interrupted = Thread.interrupted(); // It has to end nevertheless.
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        delete(directory);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a directory with all that is in it. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program on the path, or where servers are installed; null if there is none. */
    static @Nullable String find(String program) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "") + ":/usr/sbin:/usr/local/sbin";
        return Pattern.compile(":")
                .splitAsStream(path)
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
