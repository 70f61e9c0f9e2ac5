package io.tunedzmq.internal;

/** Text that came from a peer, made fit for a log or a table: one line, without anything that a terminal would obey. */
public final class Printable {
    private Printable() {}

    /** The text with whatever is not a visible character or a blank as a Java escape, cut behind so many characters. */
    public static String of(String text, int most) {
        if (text.length() <= most && text.chars().allMatch(Printable::isVisible)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < most; i++) {
            char c = text.charAt(i);
            if (isVisible(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    /** Of ASCII, what is printed, but for the backslash that begins an escape; of the rest, letters, digits and signs. */
    private static boolean isVisible(int c) {
        if (c < 0x80) {
            return c >= ' ' && c != 0x7F && c != '\\';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
