package io.tunedzmq;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A main class of the tests in a process of its own. Its standard error is the test's. */
public final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private JavaProcess(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static JavaProcess start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), List.of("-Xmx256m"), List.of(), main, arguments);
    }

    /** With classes of some folders in place of those that it would have. */
    public static JavaProcess startBehind(List<String> folders, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), List.of("-Xmx256m"), folders, main, arguments);
    }

    /** As {@link #startBehind}, and it may ask its class loader what it has loaded. */
    public static JavaProcess startWithOpenLoader(List<String> folders, Class<?> main, String... arguments)
            throws IOException {
        return start(
                List.of(),
                List.of("-Xmx256m", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
                folders,
                main,
                arguments);
    }

    /** That finds host names in a file, in place of those that the system knows. */
    public static JavaProcess startWithHosts(Path hosts, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), List.of("-Xmx256m", "-Djdk.net.hosts.file=" + hosts), List.of(), main, arguments);
    }

    /** With a heap of so many MiB; it ends at once when that is used up. */
    public static JavaProcess startWithHeap(int mebibytes, Class<?> main, String... arguments) throws IOException {
        return start(
                List.of(),
                List.of("-Xmx" + mebibytes + "m", "-XX:+ExitOnOutOfMemoryError"),
                List.of(),
                main,
                arguments);
    }

    /** With a heap of so many MiB, which may be used up. */
    public static JavaProcess startWithHeapToFill(int mebibytes, Class<?> main, String... arguments)
            throws IOException {
        return start(List.of(), List.of("-Xmx" + mebibytes + "m"), List.of(), main, arguments);
    }

    /** With options of the JVM. */
    public static JavaProcess startWith(List<String> options, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), options, List.of(), main, arguments);
    }

    /** With no more than so many file descriptors. */
    public static JavaProcess startWithFiles(int most, Class<?> main, String... arguments) throws IOException {
        List<String> limited = List.of("bash", "-c", "ulimit -n " + most + " && exec \"$0\" \"$@\"");
        return start(limited, List.of("-Xmx256m"), List.of(), main, arguments);
    }

    private static JavaProcess start(
            List<String> prefix, List<String> options, List<String> folders, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(options);
        List<String> classPath = new ArrayList<>(folders);
        classPath.add(System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new JavaProcess(process);
    }

    /** The next line that it prints. */
    public String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process ended without another word");
        }
        return line;
    }

    /** Has it read a line, and returns the next line that it prints. */
    public String ask(String question) throws IOException {
        process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return line();
    }

    /** In such a process: answers each line that it is asked with one, until nobody asks any more. */
    public static void answer(UnaryOperator<String> answers) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(answers.apply(line));
        }
    }

    long pid() {
        return process.pid();
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
