package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on logs names the loggers that there are. */
class LogsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Pattern LOGGER =
            Pattern.compile("(?:LimitedLog\\.of|getLogger)\\((?:\"([\\w.]+)\"|\\w+\\.class)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern ROW = Pattern.compile("\\| `(io\\.tunedzmq[\\w.]*)` \\| .*");

    @Test
    void shouldNameTheLoggers() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            Matcher logger = LOGGER.matcher(text);
            while (logger.find()) {
                found.add(logger.group(1) != null ? logger.group(1) : packageOf(text));
            }
        }

        assertThat(found).isEqualTo(documented());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("core/src/main/java"))) {
            return files.filter(each -> each.toString().endsWith(".java")).toList();
        }
    }

    private static String packageOf(String text) {
        Matcher name = PACKAGE.matcher(text);
        assertThat(name.find()).as(text).isTrue();
        return name.group(1);
    }

    private static Set<String> documented() throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve("core/docs/logs.md"))) {
            return lines.map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> row.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
