package io.tunedzmq.examples.top;

import java.util.ArrayList;
import java.util.List;

/** Text of several sentences in lines of a width, broken at spaces; what follows a break is indented. */
final class Wrapped {
    private static final String INDENT = "  ";

    private Wrapped() {}

    static List<String> lines(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\\R", -1)) {
            String rest = Text.printable(paragraph.stripTrailing());
            int breaking = rest.lastIndexOf(' ', columns);
            while (Text.width(rest) > columns && breaking > INDENT.length()) {
                lines.add(rest.substring(0, breaking));
                rest = INDENT + rest.substring(breaking + 1);
                breaking = rest.lastIndexOf(' ', columns);
            }
            lines.add(rest);
        }
        return lines;
    }
}
