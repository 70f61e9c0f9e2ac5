package com.example.prices;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** The application over HTTP, as Prometheus and its users see it. */
record Actuator(int port) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LONG = Duration.ofSeconds(20);

    String get(String path) throws Exception {
        HttpResponse<String> response = CLIENT.send(request(path).GET().build(), BodyHandlers.ofString());
        return response.body();
    }

    int post(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LONG);
    }

    /** What Prometheus scrapes for a meter of this name; NaN if it is not there. */
    double meter(String meter, String name) throws Exception {
        String series = meter + "{name=\"" + name + "\"} ";
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElse(Double.NaN);
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("not within " + LONG + ": " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
