package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wall clock, by which JeroMQ counts, is set back by an hour: in a process of its own, with a clock of JeroMQ's
 * that can be set.
 */
@Timeout(120)
class WallClockTest {
    private static final String CLOCK = """
            package zmq.util;

            public class Clock {
                public static volatile long stepMillis;

                public static long nowUS() {
                    return System.nanoTime() / 1_000;
                }

                public static long nowNS() {
                    return System.nanoTime();
                }

                public static long nowMS() {
                    return System.currentTimeMillis() + stepMillis;
                }

                public static long rdtsc() {
                    return 0;
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldReceiveNoLongerThanAsked() throws Exception {
        assertThat(seconds("receive")).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void shouldBlockNoLongerThanAsked() throws Exception {
        assertThat(seconds("block")).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void shouldConnectAgainSoon() throws Exception {
        assertThat(seconds("reconnect")).isLessThan(Duration.ofSeconds(10));
    }

    private Duration seconds(String what) throws IOException {
        try (JavaProcess process = JavaProcess.startBehind(List.of(clock()), WallClockProcess.class, what)) {
            String line = process.line();
            assertThat(line).startsWith("millis ");
            return Duration.ofMillis(Long.parseLong(line.substring("millis ".length())));
        }
    }

    /** The folder of the clock that can be set. */
    private String clock() throws IOException {
        Path source = Files.writeString(folder.resolve("Clock.java"), CLOCK);
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", "" + folder, "" + source));
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]));
        assertThat(failed).isZero();
        return "" + folder;
    }
}
