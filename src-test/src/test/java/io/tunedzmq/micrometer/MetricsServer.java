package io.tunedzmq.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** Shows the registry of Prometheus at an address of this machine, as an application would. */
final class MetricsServer implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server;

    MetricsServer() throws IOException {
        registry.throwExceptionOnRegistrationFailure();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                byte[] page = registry.scrape().getBytes(UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Where it is shown, {@code ip:port}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    URI page() {
        return URI.create("http://" + address() + "/metrics");
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
    }
}
