package io.tunedzmq.examples.top;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.jspecify.annotations.Nullable;

/** The MBeans of a process, over a connection that is open. Reads only. Confined, apart from {@link #diagnose}. */
public final class Watched {
    private static final String DOMAIN = "io.tunedzmq";

    private final MBeanServerConnection server;
    private final String target;
    private final History history;

    Watched(MBeanServerConnection server, String target) {
        this.server = server;
        this.target = target;
        history = new History(target);
    }

    /**
     * Reads everything once: one request for the names, and one for each of them.
     *
     * @throws IOException if the process does not answer any more
     */
    public Snapshot sample() throws IOException {
        List<Reading> readings = new ArrayList<>();
        try {
            for (ObjectName name : server.queryNames(pattern("*"), null)) {
                for (Kind kind : Kind.values()) {
                    Reading reading = kind.type().equals(name.getKeyProperty("type")) ? read(kind, name) : null;
                    if (reading != null) {
                        readings.add(reading);
                    }
                }
            }
        } catch (IOException e) {
            throw new IOException(
                    target + ": does not answer any more (expected: a process that runs); has it ended?", e);
        }
        readings.sort(Comparator.comparing(Reading::kind).thenComparing(Reading::label, Watched::byNumber));
        return history.next(Instant.now(), readings);
    }

    /** A shorter name first, so that the tenth thread comes after the ninth. */
    private static int byNumber(String left, String right) {
        return left.length() == right.length() ? left.compareTo(right) : Integer.compare(left.length(), right.length());
    }

    /** Null if it was closed meanwhile. */
    private @Nullable Reading read(Kind kind, ObjectName name) throws IOException {
        AttributeList list;
        try {
            list = server.getAttributes(name, kind.attributes().toArray(new String[0]));
        } catch (InstanceNotFoundException e) {
            return null;
        } catch (JMException e) {
            throw new IOException(name + " cannot be read", e);
        }
        Map<String, Object> attributes = new HashMap<>();
        for (Attribute each : list.asList()) {
            if (each.getValue() != null) {
                attributes.put(each.getName(), each.getValue());
            }
        }
        return new Reading(kind, name.toString(), label(name), System.nanoTime(), attributes);
    }

    private static String label(ObjectName name) {
        String given = name.getKeyProperty("name");
        String number = name.getKeyProperty("number");
        String plain = given == null ? "context" : given.startsWith("\"") ? ObjectName.unquote(given) : given;
        return number == null ? plain : plain + " #" + number;
    }

    /** Whether the process has a context that shows itself. */
    public boolean hasContext() throws IOException {
        return !contexts().isEmpty();
    }

    /**
     * Has each context of the process observe itself for so long, and returns what it says. Thread-safe.
     *
     * @throws IOException if the process does not answer any more
     */
    public String diagnose(int seconds) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ObjectName each : contexts()) {
            try {
                Object[] arguments = {seconds};
                String[] types = {"int"};
                text.append(server.invoke(each, "diagnose", arguments, types)).append('\n');
            } catch (JMException | RuntimeMBeanException e) {
                text.append(each)
                        .append(" could not be diagnosed: ")
                        .append(e.getMessage())
                        .append('\n');
            }
        }
        return text.isEmpty()
                ? "There is no context to diagnose."
                : text.toString().stripTrailing();
    }

    private List<ObjectName> contexts() throws IOException {
        return server.queryNames(pattern(Kind.CONTEXT.type()), null).stream()
                .sorted()
                .toList();
    }

    private static ObjectName pattern(String type) {
        try {
            return new ObjectName(DOMAIN + ":type=" + type + ",*");
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("type: " + type + " (expected: a pattern of JMX)", e);
        }
    }
}
