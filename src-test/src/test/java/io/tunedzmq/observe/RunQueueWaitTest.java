package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunQueueWaitTest {
    @TempDir
    private Path tasks;

    @Test
    void shouldTellHowLongTheThreadOfThisNameWaited() throws IOException {
        task("10", "main", "5000 7000 3");
        task("11", "tunedzmq-io-1", "2658530 7881396 47");

        assertThat(RunQueueWait.ofThread(tasks, "tunedzmq-io-1").orElseThrow().ns())
                .hasValue(7_881_396);
    }

    @Test
    void shouldNotGuessWhichOfTwoThreadsItIs() throws IOException {
        task("10", "tunedzmq-io-1", "1 2 3");
        task("11", "tunedzmq-io-1", "4 5 6");

        assertThat(RunQueueWait.ofThread(tasks, "tunedzmq-io-1")).isEmpty();
    }

    @Test
    void shouldNotGuessANameThatTheSystemCutsOff() throws IOException {
        task("10", "a-name-of-sixtee", "1 2 3");

        assertThat(RunQueueWait.ofThread(tasks, "a-name-of-sixtee")).isEmpty();
    }

    @Test
    void shouldNotTakeZerosOfASystemThatDoesNotCountForNoWait() throws IOException {
        task("10", "tunedzmq-io-1", "0 0 0");

        assertThat(RunQueueWait.ofThread(tasks, "tunedzmq-io-1").orElseThrow().ns())
                .isEmpty();
    }

    @Test
    void shouldKnowNothingWhereThereAreNoTasks() {
        assertThat(RunQueueWait.ofThread(tasks.resolve("none"), "main")).isEmpty();
    }

    @Test
    void shouldKnowNothingOfAThreadThatHasEnded() throws IOException {
        task("10", "tunedzmq-io-1", "1 2 3");
        RunQueueWait wait = RunQueueWait.ofThread(tasks, "tunedzmq-io-1").orElseThrow();

        Files.delete(tasks.resolve("10/schedstat"));

        assertThat(wait.ns()).isEmpty();
    }

    private void task(String id, String name, String schedstat) throws IOException {
        Path task = Files.createDirectory(tasks.resolve(id));
        Files.writeString(task.resolve("comm"), name + "\n");
        Files.writeString(task.resolve("schedstat"), schedstat + "\n");
    }
}
