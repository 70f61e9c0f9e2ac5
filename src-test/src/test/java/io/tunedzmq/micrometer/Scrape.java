package io.tunedzmq.micrometer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page in Prometheus' text format. */
record Scrape(String text) {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** What a name of the page stands for. */
    record Series(String type, String help, Set<String> labels) {}

    static Scrape of(URI page) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(page + ": " + answer.statusCode());
        }
        return new Scrape(answer.body());
    }

    /** By the name of the sample. */
    Map<String, Series> series() {
        Map<String, Series> series = new TreeMap<>();
        String type = "";
        String help = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                help = line.split(" ", 4)[3];
            } else if (line.startsWith("# TYPE ")) {
                type = line.split(" ", 4)[3];
            } else {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new IllegalArgumentException(line);
                }
                series.put(sample.group(1), new Series(type, help, labels(sample.group(3))));
            }
        }
        return series;
    }

    private static Set<String> labels(String text) {
        return text == null
                ? Set.of()
                : LABEL.matcher(text)
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The value of a sample, written as on the page without its value. */
    double value(String sample) {
        return Arrays.stream(text.split("\n", -1))
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(sample + " is not in\n" + text));
    }
}
