package io.tunedzmq.examples.top;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A snapshot as one line of JSON. What cannot be told is null. */
public final class Json {
    private Json() {}

    /** An object: {@code at}, {@code target}, and a list for each kind. */
    public static String of(Snapshot snapshot) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("at", snapshot.at());
        all.put("target", snapshot.target());
        for (Kind kind : Kind.values()) {
            all.put(kind.plural(), snapshot.of(kind).stream().map(Json::row).toList());
        }
        return value(all);
    }

    private static Map<String, Object> row(Row row) {
        Reading now = row.now();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("mbean", now.name());
        for (String each : now.kind().attributes()) {
            values.put(
                    each.substring(0, 1).toLowerCase(Locale.ROOT) + each.substring(1),
                    now.attributes().get(each));
        }
        switch (now.kind()) {
            case IO_THREAD -> values.put("cpuUsage", row.perSecond("CpuSeconds"));
            case PUBLISHER, SUBSCRIBER -> {
                values.put("perSecond", row.rate());
                values.put("droppedPerSecond", row.perSecond("Dropped"));
                values.put("droppedSinceStart", row.sinceStart("Dropped"));
            }
            case CONTEXT -> {}
        }
        return values;
    }

    private static String value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(each -> text(String.valueOf(each.getKey())) + ":" + value(each.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Object[] array) {
            return value(List.of(array));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof String || value instanceof Instant) {
            return text(value.toString());
        }
        return String.valueOf(value);
    }

    /** Whole numbers without a fraction. JSON knows neither NaN nor infinity. */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            return "null";
        }
        return number == Math.rint(number) && Math.abs(number) < 1L << 53
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }

    private static String text(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ' || each > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }
}
