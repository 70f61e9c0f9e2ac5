package io.tunedzmq.observe;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Text that the system shows as files. What is not there, as on other systems than Linux, is unknown. */
final class SystemFiles {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final int LONGEST_LINE = 256;

    private SystemFiles() {}

    /** The lines, or none. */
    static List<String> of(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | SecurityException e) {
            return List.of();
        }
    }

    /**
     * The first line, of at most 256 bytes; empty if there is none. For what is read at every look: unlike {@link #of}
     * it has no buffers of 24 KiB to clear.
     */
    static String firstLine(Path file) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            String text = new String(in.readNBytes(LONGEST_LINE), StandardCharsets.US_ASCII);
            int end = text.indexOf('\n');
            return end < 0 ? text : text.substring(0, end);
        } catch (IOException | SecurityException e) {
            return "";
        }
    }

    /** The words of a line. */
    static String[] words(String line) {
        return SPACE.split(line.trim(), -1);
    }

    /** The number that follows a name at the beginning of a line. */
    static OptionalLong number(Path file, String name) {
        return number(of(file), name);
    }

    /** The number that follows a name at the beginning of one of these lines. */
    static OptionalLong number(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> words(line.substring(name.length()))[0])
                .filter(SystemFiles::isNumber)
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }
}
