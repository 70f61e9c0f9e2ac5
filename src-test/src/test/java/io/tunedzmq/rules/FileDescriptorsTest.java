package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tunedzmq.JavaProcess;
import io.tunedzmq.TunedContext;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process with a limit of its own, which it uses up. */
@Timeout(60)
class FileDescriptorsTest {
    private static final int LIMIT = 400;

    @Test
    void shouldFindThatTheyRunOut() throws Exception {
        try (JavaProcess process = JavaProcess.startWithFiles(LIMIT, FileDescriptorsTest.class)) {
            assertThat(process.line()).isEqualTo("few open: []");
            assertThat(process.line()).isEqualTo("nearly all open: [FILE_DESCRIPTORS_SHORT]");
            assertThat(process.line())
                    .contains("LimitNOFILE=800", "--ulimit nofile=800", "hard nofile 800")
                    .doesNotContain("ulimit -n");
            assertThat(process.line()).isEqualTo("all open: [FILE_DESCRIPTORS_SHORT]");
            assertThat(process.line()).matches("(39\\d|400) of 400"); // The JVM may close one of its own meanwhile.
        }
    }

    public static void main(String[] args) throws Exception {
        List<InputStream> open = new ArrayList<>();
        try (TunedContext context = TunedContext.builder().build()) {
            System.out.println("few open: " + symptoms(diagnose(context)));
            Path file = Path.of(System.getProperty("java.home"), "release");
            long more = LIMIT * 95 / 100 - openFiles();
            for (int i = 0; i < more; i++) {
                open.add(Files.newInputStream(file));
            }
            Diagnosis diagnosis = diagnose(context);
            System.out.println("nearly all open: " + symptoms(diagnosis));
            System.out.println(diagnosis.findings().get(0).fix());
            openAll(file, open);
            Diagnosis last = diagnose(context);
            System.out.println("all open: " + symptoms(last));
            System.out.println(last.findings().get(0).evidence().get(0).value());
        } finally {
            for (InputStream each : open) {
                each.close();
            }
        }
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static void openAll(Path file, List<InputStream> open) {
        try {
            while (true) {
                open.add(Files.newInputStream(file));
            }
        } catch (IOException e) {
            // None is left.
        }
    }

    private static Diagnosis diagnose(TunedContext context) {
        return context.diagnose(Duration.ofMillis(100));
    }

    private static List<Symptom> symptoms(Diagnosis diagnosis) {
        return diagnosis.findings().stream().map(Finding::symptom).toList();
    }
}
