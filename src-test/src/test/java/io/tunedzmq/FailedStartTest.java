package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process with too few file descriptors for what it asks. */
@Timeout(60)
class FailedStartTest {
    /** So many that the start fails at each of the descriptors that an I/O thread needs, once. */
    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 203, 204, 205, 206, 207, 208})
    void shouldSayWhatIsMissingAndStartWithLess(int limit) throws Exception {
        try (JavaProcess process = JavaProcess.startWithFiles(limit, FailedStartTest.class)) {
            assertThat(process.line()).contains("ioThreads: 60 could not be started", "ulimit -n");
            assertThat(process.line()).isEqualTo("0 of its threads left");
            assertThat(process.line()).isEqualTo("1 I/O thread");
        }
    }

    public static void main(String[] args) {
        try {
            TunedContext.builder().ioThreads(60).build().close();
            System.out.println("built");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            Wait.until("its threads have ended", () -> threads() == 0);
            System.out.println(threads() + " of its threads left");
        }
        try (TunedContext context = TunedContext.builder().build()) {
            System.out.println(context.stats().ioThreadsAlive() + " I/O thread");
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tunedzmq-"))
                .count();
    }
}
