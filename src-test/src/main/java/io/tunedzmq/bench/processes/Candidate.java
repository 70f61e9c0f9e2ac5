package io.tunedzmq.bench.processes;

import io.tunedzmq.TunedContext;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One of the contenders.
 *
 * @param classPath of its processes
 */
record Candidate(String name, Carrier carrier, String classPath) {

    static Candidate of(Carrier carrier) {
        return new Candidate(carrier.text(), carrier, classPath(UnaryOperator.identity()));
    }

    /** This library with classes of another commit, a folder or a jar, in place of those that this process has. */
    static Candidate old(Path classes) {
        if (!Files.exists(classes)) {
            throw Arguments.wrong("old", classes.toString(), "a folder of classes, or a jar", null);
        }
        Path ours = ours();
        return new Candidate(
                "old", Carrier.TUNEDZMQ, classPath(entry -> entry.equals(ours) ? classes.toAbsolutePath() : entry));
    }

    /** Of this process, for one that runs in another directory. */
    private static String classPath(UnaryOperator<Path> change) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> change.apply(Path.of(entry).toAbsolutePath()).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path ours() {
        try {
            return Path.of(TunedContext.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("where the library's classes are is not known", e);
        }
    }

    /** Starts such a process, with no flags for its JVM but those of the setup. */
    List<String> command(Class<?> main, Setup setup, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("env");
        for (String flags : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            command.addAll(List.of("-u", flags));
        }
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(setup.jvmFlags());
        command.addAll(List.of("-cp", classPath, main.getName(), carrier.text()));
        command.addAll(List.of(arguments));
        command.addAll(setup.arguments());
        return command;
    }
}
