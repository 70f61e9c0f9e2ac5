package io.tunedzmq.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * libzmq, from C, in a process of its own: XPUB that waits instead of dropping, SUB to everything. The program is
 * {@code libzmq.c}, compiled once for each JVM against the system's libzmq.
 */
final class Libzmq implements Contender {
    private static final long MOST_SECONDS = 120;

    private static @Nullable Built built;

    @Override
    public String name() {
        return "libzmq";
    }

    @Override
    public String missing() {
        return built().missing();
    }

    @Override
    public boolean carries(Load load) {
        return load.topics() == 1;
    }

    @Override
    public Result run(Load load) throws Exception {
        int[] numbers = {
            load.bytes(), load.messages(), load.warmUp(), load.subscribers(), load.threads(), load.ioThreads()
        };
        List<String> command = new ArrayList<>(List.of(built().program()));
        for (int number : numbers) {
            command.add(Integer.toString(number));
        }
        String seconds = Child.output(command, MOST_SECONDS);
        return new Result(load.messages() / Double.parseDouble(seconds), Double.NaN);
    }

    private static synchronized Built built() {
        Built known = built;
        if (known == null) {
            known = build();
            built = known;
        }
        return known;
    }

    private static Built build() {
        String compiler = Child.find("cc");
        if (compiler == null) {
            return new Built("", "cc is not installed");
        }
        try {
            Path directory = Files.createTempDirectory("tunedzmq-bench");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Child.delete(directory), "bench-libzmq"));
            String source = directory.resolve("libzmq.c").toString();
            String program = directory.resolve("libzmq").toString();
            try (InputStream in = Libzmq.class.getResourceAsStream("libzmq.c")) {
                Files.copy(Objects.requireNonNull(in), Path.of(source));
            }
            Child.output(
                    List.of(compiler, "-std=c11", "-O2", "-Wfatal-errors", "-o", program, source, "-lzmq", "-pthread"),
                    MOST_SECONDS);
            return new Built(program, "");
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            boolean header = reason.contains("zmq.h: No such file");
            return new Built("", header ? "zmq.h is not installed (Debian: libzmq3-dev)" : reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while compiling", e);
        }
    }

    /**
     * What came of compiling.
     *
     * @param program the executable file, which goes at the JVM's exit
     * @param missing why there is none; empty if there is one
     */
    private record Built(String program, String missing) {}
}
