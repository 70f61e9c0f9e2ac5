package io.tunedzmq.wire;

import io.tunedzmq.internal.Text;

/**
 * A topic or a prefix that a subscriber asked for.
 *
 * @param index which part, from 0
 * @param of how many parts there are
 * @param exact whether it is a topic; false: a prefix
 */
public record FilterPart(int index, int of, boolean exact, String text) {
    @Override
    public String toString() {
        return "part " + index + " of " + of + (exact ? ": topic '" : ": prefix '")
                + Text.printable(text, ControlTopics.LONGEST_FILTER_PART) + "'";
    }
}
