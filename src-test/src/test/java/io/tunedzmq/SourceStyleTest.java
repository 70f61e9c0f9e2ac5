package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the formatter leaves to us. */
class SourceStyleTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final List<String> SOURCES =
            List.of("core/src", "examples/src", "examples/spring-boot/src", "src-test/src");

    @Test
    void shouldKeepCommentsWithinTheWidthOfTheEditorConfig() throws IOException {
        int most = width();
        List<String> tooLong = new ArrayList<>();
        for (String source : SOURCES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(source))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Files.readAllLines(file).stream()
                            .filter(line -> line.length() > most && isComment(line.strip()))
                            .forEach(line -> tooLong.add(file + ": " + line.strip()));
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }

    private static int width() throws IOException {
        return Files.readAllLines(ROOT.resolve(".editorconfig")).stream()
                .filter(line -> line.startsWith("max_line_length = "))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf('=') + 2)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isComment(String line) {
        return line.startsWith("//") || line.startsWith("/*") || line.startsWith("* ");
    }
}
