package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.examples.TenLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README shows code that is compiled, and what it prints. */
@Timeout(60)
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @ParameterizedTest
    @ValueSource(strings = {"TenLines", "ReceiveLoop", "Metrics", "Sizing"})
    void shouldShowTheCodeThatRuns(String example) throws Exception {
        String source =
                Files.readString(ROOT.resolve("examples/src/main/java/io/tunedzmq/examples/" + example + ".java"));
        String region =
                part(source, "// tag::readme\\[\\]\n(.*?)\n *// end::readme").stripIndent() + "\n";

        assertThat(readme()).contains("```java\n" + region + "```");
    }

    @Test
    void shouldShowWhatItPrints() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            TenLines.main(new String[0]);
        } finally {
            System.setOut(console);
        }

        String shown = part(readme(), "It prints:\n\n```text\n(.*?)```");
        assertThat(withoutEpoch(printed.toString(StandardCharsets.UTF_8))).isEqualTo(withoutEpoch(shown));
    }

    private static String withoutEpoch(String text) {
        return text.replaceAll("epoch=[0-9a-f]+", "epoch=");
    }

    private static String readme() throws Exception {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static String part(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
