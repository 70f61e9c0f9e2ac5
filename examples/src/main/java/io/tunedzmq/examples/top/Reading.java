package io.tunedzmq.examples.top;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one MBean at one time. Immutable.
 *
 * @param name its name in JMX
 * @param label what its owner calls it
 * @param atNs when it was read, by {@link System#nanoTime()}
 * @param attributes by name; an attribute that the process does not show is not among them
 */
record Reading(Kind kind, String name, String label, long atNs, Map<String, Object> attributes) {
    Reading {
        attributes = Map.copyOf(attributes);
    }

    /** NaN where the process does not tell it. */
    double number(String attribute) {
        return attributes.get(attribute) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** False where the process does not tell it. */
    boolean is(String attribute) {
        return Boolean.TRUE.equals(attributes.get(attribute));
    }

    /** Empty where the process does not tell it. */
    String text(String attribute) {
        return attributes.get(attribute) instanceof String text ? text : "";
    }

    /** Empty where the process does not tell it. */
    String[] texts(String attribute) {
        return attributes.get(attribute) instanceof String[] texts ? texts : new String[0];
    }

    /** Whether both are of the same thing: another publisher may have been opened under the name of a closed one. */
    boolean sameAs(@Nullable Reading other) {
        return other != null && name.equals(other.name) && text("Id").equals(other.text("Id"));
    }
}
