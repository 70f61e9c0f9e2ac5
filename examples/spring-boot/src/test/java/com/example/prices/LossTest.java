package com.example.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A handler that is too slow loses prices, and Prometheus and the health check say so. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"feed.bind=tcp://127.0.0.1:*", "feed.name=lossy", "feed.hwm=1"})
@Timeout(60)
class LossTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Semaphore GATE = new Semaphore(0);

    @TestConfiguration
    static class Slow {
        @Bean
        @Primary
        PriceHandler slow() {
            return message -> GATE.acquireUninterruptibly();
        }
    }

    @Autowired
    private Publisher publisher;

    @Autowired
    private PriceSubscriber subscriber;

    @LocalServerPort
    private int port;

    @Test
    void shouldShowALossOverHttp() throws Exception {
        Actuator http = new Actuator(port);
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        assertThat(dropped(http)).isZero();

        long published = 0;
        while (publisher.stats().stalls() == 0) {
            publisher.publish("prices.ACME", new byte[100_000]);
            published++;
        }
        GATE.release(Integer.MAX_VALUE / 2);

        long sent = published;
        Actuator.await(
                "every price was received or is counted as dropped", () -> received(http) + dropped(http) == sent);
        assertThat(dropped(http)).isPositive();
        assertThat(http.get("/actuator/health"))
                .containsPattern("\"(status)\":\"DEGRADED\".*\"\\1\":\"DEGRADED\"") // As a whole, and this component.
                .contains("subscriber 'lossy' at " + publisher.endpoint() + ": it lost messages less than 10 s ago");
    }

    private static double dropped(Actuator http) throws Exception {
        return http.meter("tunedzmq_subscriber_dropped_messages_total", "lossy");
    }

    private static double received(Actuator http) throws Exception {
        return http.meter("tunedzmq_subscriber_received_messages_total", "lossy");
    }
}
