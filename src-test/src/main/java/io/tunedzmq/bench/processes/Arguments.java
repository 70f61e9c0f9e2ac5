package io.tunedzmq.bench.processes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Command lines of the form {@code --name value}. */
final class Arguments {
    private Arguments() {}

    static Map<String, String> byName(List<String> args) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            String name = args.get(i);
            if (!name.startsWith("--") || i + 1 == args.size()) {
                throw new IllegalArgumentException("argument: " + name + " (expected: --name value)");
            }
            values.put(name.substring(2), args.get(i + 1));
        }
        return values;
    }

    static int number(String name, String text, int least, int most) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a number", e);
        }
        if (value < least || value > most) {
            throw wrong(name, text, least + " to " + most, null);
        }
        return value;
    }

    static IllegalArgumentException wrong(String name, String text, String expected, @Nullable Throwable cause) {
        return new IllegalArgumentException("--" + name + ": " + text + " (expected: " + expected + ")", cause);
    }
}
