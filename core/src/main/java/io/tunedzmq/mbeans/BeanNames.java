package io.tunedzmq.mbeans;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Names in JMX: {@code io.tunedzmq:type=...,name=...}, and a number behind it for the second of a name and those after
 * it. Confined: guarded by its owner's lock.
 */
final class BeanNames {
    static final String DOMAIN = "io.tunedzmq";

    /** What stands for itself; anything else is quoted. */
    private static final Pattern PLAIN = Pattern.compile("[^,=:\"*?\\\\\\s\\p{Cntrl}]+");

    private static final String UNNAMED = "unnamed";

    /** Numbers in use of each. */
    private final Map<String, BitSet> used = new HashMap<>();

    /** A name that nobody else has had from here. */
    record Numbered(String base, int number) {
        ObjectName objectName() {
            try {
                return new ObjectName(toString());
            } catch (MalformedObjectNameException e) {
                throw new IllegalStateException(this + " cannot be a name in JMX", e);
            }
        }

        @Override
        public String toString() {
            return number == 1 ? base : base + ",number=" + number;
        }
    }

    /** Of a thing of which there is one. */
    Numbered take(String type) {
        return takeBase(DOMAIN + ":type=" + type);
    }

    /** @param name as its owner gave it; may be empty */
    Numbered take(String type, String name) {
        return takeBase(DOMAIN + ":type=" + type + ",name=" + (name.isEmpty() ? UNNAMED : quoted(name)));
    }

    private static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : ObjectName.quote(name);
    }

    private Numbered takeBase(String base) {
        BitSet numbers = used.computeIfAbsent(base, unused -> new BitSet());
        int number = numbers.nextClearBit(1);
        numbers.set(number);
        return new Numbered(base, number);
    }

    /** Somebody else may have it again. */
    void giveBack(Numbered name) {
        BitSet numbers = used.get(name.base());
        if (numbers != null) {
            numbers.clear(name.number());
            if (numbers.isEmpty()) {
                used.remove(name.base());
            }
        }
    }
}
