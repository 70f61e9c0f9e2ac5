package io.tunedzmq.bench.processes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What publisher and subscribers have to carry, and how; both processes get the same one as their command line. */
final class Setup {
    private static final Map<String, String> DEFAULTS = defaults();

    private final Map<String, String> options;

    private Setup(Map<String, String> options) {
        this.options = options;
        check("topics", 1, 1_000_000);
        check("seed", 0, Integer.MAX_VALUE);
        check("subscribers", 1, 100);
        check("bytes", Payload.LEAST_BYTES, 1 << 20);
        check("seconds", 1, 3_600);
        check("rate", 0, 10_000_000);
        check("hwm", 1, 10_000_000);
        check("budget", 0, 1 << 20);
        check("io", 1, 63);
        check("order", "turn", "zipf");
        check("filter", "prefix", "exact");
        check("read", "receive", "drain");
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("topics", "1");
        defaults.put("order", "turn");
        defaults.put("seed", "1");
        defaults.put("subscribers", "1");
        defaults.put("bytes", "64");
        defaults.put("seconds", "10");
        defaults.put("rate", "0");
        defaults.put("hwm", "1000");
        defaults.put("budget", "0");
        defaults.put("io", "1");
        defaults.put("filter", "prefix");
        defaults.put("read", "receive");
        defaults.put("jvm", "");
        return defaults;
    }

    /** One for each combination of the values, where an option has several with commas between them. */
    static List<Setup> combinations(Map<String, String> values) {
        List<Map<String, String>> all = List.of(DEFAULTS);
        for (Map.Entry<String, String> option : values.entrySet()) {
            if (!DEFAULTS.containsKey(option.getKey())) {
                throw new IllegalArgumentException(
                        "option: --" + option.getKey() + " (expected: one of " + DEFAULTS.keySet() + ")");
            }
            List<Map<String, String>> more = new ArrayList<>();
            for (Map<String, String> one : all) {
                for (String value : option.getValue().split(",", -1)) {
                    Map<String, String> other = new LinkedHashMap<>(one);
                    other.put(option.getKey(), value);
                    more.add(other);
                }
            }
            all = more;
        }
        return all.stream().map(Setup::new).toList();
    }

    /** That of a process, whose command line has {@link #arguments} at its end. */
    static Setup of(List<String> args) {
        return combinations(Arguments.byName(args)).get(0);
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        options.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return arguments;
    }

    int topics() {
        return number("topics");
    }

    /** Whether topics come by Zipf's law, and not in turn. */
    boolean zipf() {
        return text("order").equals("zipf");
    }

    int seed() {
        return number("seed");
    }

    int subscribers() {
        return number("subscribers");
    }

    /** Of a payload. */
    int bytes() {
        return number("bytes");
    }

    /** For which it is published. */
    int seconds() {
        return number("seconds");
    }

    /** Messages a second; 0: as fast as they go. */
    int rate() {
        return number("rate");
    }

    /** Messages that tunedzmq holds for a subscriber. */
    int hwm() {
        return number("hwm");
    }

    /** Memory budget of tunedzmq in MiB; 0: the default. */
    int budget() {
        return number("budget");
    }

    int ioThreads() {
        return number("io");
    }

    /** Whether subscribers subscribe to each topic, and not to the prefix that all have. */
    boolean exact() {
        return text("filter").equals("exact");
    }

    /** Whether subscribers of tunedzmq read by drain, and not by receive. */
    boolean drain() {
        return text("read").equals("drain");
    }

    /** Flags for the JVMs, with spaces between them. */
    List<String> jvmFlags() {
        String flags = text("jvm").strip();
        return flags.isEmpty() ? List.of() : List.of(flags.split(" +"));
    }

    /** What tells it from others. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%s%,d B, 1 -> %d, topics: %,d %s, HWM %,d%s, %s, %s, I/O threads: %d%s",
                rate() == 0 ? "" : String.format(Locale.ROOT, "%,d messages/s, ", rate()),
                bytes(),
                subscribers(),
                topics(),
                zipf() ? "by Zipf's law, seed " + seed() : "in turn",
                hwm(),
                budget() == 0 ? "" : ", budget " + budget() + " MiB",
                text("filter"),
                text("read"),
                ioThreads(),
                jvmFlags().isEmpty() ? "" : ", " + String.join(" ", jvmFlags()));
    }

    private String text(String name) {
        return options.get(name);
    }

    private int number(String name) {
        return Integer.parseInt(text(name));
    }

    private void check(String name, int least, int most) {
        Arguments.number(name, text(name), least, most);
    }

    private void check(String name, String one, String other) {
        if (!text(name).equals(one) && !text(name).equals(other)) {
            throw Arguments.wrong(name, text(name), one + " or " + other, null);
        }
    }
}
