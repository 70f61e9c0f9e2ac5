package io.tunedzmq.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Text that the system shows as files. What is not there, as on other systems than Linux, is unknown. */
final class SystemFiles {
    private SystemFiles() {}

    /** The lines, or none. */
    static List<String> of(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | SecurityException e) {
            return List.of();
        }
    }

    /** The words of a line. */
    static String[] words(String line) {
        return line.trim().split("\\s+", -1);
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
        return word.matches("-?\\d{1,18}");
    }
}
