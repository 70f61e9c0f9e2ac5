package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.Text;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.PublisherSettingsFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How large a message a publisher takes by default, and what is said of it. */
@Timeout(120)
class LargestMessageTest {
    private static final List<Long> HEAPS = List.of(64L << 20, 128L << 20, 256L << 20, 512L << 20, 1L << 30, 4L << 30);
    private static final List<Integer> HWMS = List.of(10, 100, 1_000, 10_000, 100_000);

    @Test
    void shouldBeAsTheDocumentSays() throws Exception {
        StringBuilder table = new StringBuilder("| heap |");
        HWMS.forEach(hwm -> table.append(" hwm ").append(Text.grouped(hwm)).append(" |"));
        table.append("\n|---|").append("---|".repeat(HWMS.size())).append('\n');
        for (long heap : HEAPS) {
            table.append("| ").append(Text.memory(heap)).append(" |");
            HWMS.forEach(hwm -> table.append(' ').append(cell(heap / 4, hwm)).append(" |"));
            table.append('\n');
        }

        Path document = Path.of(System.getProperty("project.root")).resolve("core/docs/sizing.md");
        assertThat(Files.readString(document)).contains(table);
    }

    /** The half of the default memoryBudget that is for publishers is a quarter of the heap. */
    private static String cell(long budget, int hwm) {
        PublisherSettings settings;
        try {
            settings = PublisherSettingsFixture.dropping(hwm, budget);
        } catch (IllegalArgumentException e) {
            return "refused";
        }
        String taken = Text.memory(settings.largestPayload());
        return settings.largestHeld() == settings.largestPayload()
                ? taken
                : taken + " (" + Text.memory(settings.largestHeld()) + ")";
    }

    @Test
    void shouldSayWhenAPublisherOpensThatItTakesOnlySmallMessages() {
        CapturedLog log = new CapturedLog();
        try (log;
                TunedContext context =
                        TunedContext.builder().memoryBudget(16 << 20).build()) {
            context.publisher().name("trades").bind("tcp://127.0.0.1:*").open();
            context.publisher()
                    .name("set")
                    .maxMessageBytes(1_000)
                    .bind("tcp://127.0.0.1:*")
                    .open();
        }

        assertThat(log.text())
                .containsOnlyOnce("takes messages of up to")
                .containsPattern(
                        "publisher 'trades' at tcp://\\S+ takes messages of up to 128 KiB, because the memoryBudget is 16 MiB; for larger"
                                + " ones raise memoryBudget\\(bytes\\) and with it -Xmx, or lower hwm\\(policy\\)");
    }

    /**
     * Of messages for which a full queue has no room: the budget is kept all the same, and every one is accounted for.
     */
    @Test
    void shouldKeepTheMemoryBudgetWithTheLargestMessages() throws Exception {
        try (JavaProcess process = JavaProcess.startWithHeap(256, LargestMessages.class)) {
            assertThat(process.line()).isEqualTo("balanced");
            assertThat(Long.parseLong(process.line())).as("queued").isLessThanOrEqualTo((64L << 20) + (2 << 20));
            assertThat(Long.parseLong(process.line())).as("given up").isPositive();
        }
    }
}
