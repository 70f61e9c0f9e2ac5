package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.EndpointException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
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

    /** So many that the last socket fails at each of the descriptors that it needs, once. */
    @ParameterizedTest
    @ValueSource(ints = {120, 121, 122, 123, 124})
    void shouldSayWhatASocketLacksAndOpenOneMoreOnceAnotherIsClosed(int limit) throws Exception {
        try (JavaProcess process = JavaProcess.startWithFiles(limit, FailedStartTest.class, "sockets")) {
            assertThat(process.line()).contains("file descriptor", "ulimit -n");
            assertThat(process.line()).isEqualTo("opened one more");
        }
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            openSockets();
        } else {
            startThreads();
        }
    }

    private static void openSockets() throws InterruptedException {
        try (TunedContext context = TunedContext.builder().build()) {
            Deque<Publisher> publishers = new ArrayDeque<>();
            while (publishers.size() < 100 && opened(context, publishers) == null) {
                // One more.
            }
            System.out.println(opened(context, publishers));
            for (int i = 0; i < 20; i++) { // Nothing is left of those that failed.
                opened(context, publishers);
            }
            publishers.remove().close();
            Wait.until("one more can be opened", () -> opened(context, publishers) == null);
            System.out.println("opened one more");
        }
    }

    /** Returns why not; null if it was. */
    private static @Nullable String opened(TunedContext context, Deque<Publisher> publishers) {
        try {
            publishers.add(context.publisher().bind("tcp://127.0.0.1:*").open());
            return null;
        } catch (IllegalStateException | EndpointException e) {
            return e.getMessage();
        }
    }

    private static void startThreads() {
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
