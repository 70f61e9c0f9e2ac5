package com.example.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Spring keeps the application contexts of tests open, here two of them. Each has a share of the one ZeroMQ context of
 * the process, and its own publisher and subscriber: names tell them apart, and {@code :*} gives each its port.
 */
@Timeout(60)
class CachedContextsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, ConfigurableApplicationContext> OPEN = new ConcurrentHashMap<>();

    @Nested
    @SpringBootTest(
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"feed.bind=tcp://127.0.0.1:*", "feed.name=one"})
    class One extends Round {}

    @Nested
    @SpringBootTest(
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"feed.bind=tcp://127.0.0.1:*", "feed.name=two"})
    class Two extends Round {}

    abstract static class Round {
        @Autowired
        private ConfigurableApplicationContext application;

        @Autowired
        private FeedProperties feed;

        @Autowired
        private PriceSubscriber subscriber;

        @LocalServerPort
        private int port;

        @Test
        void shouldReceiveWhatItPublishes() throws Exception {
            OPEN.put(feed.name(), application);
            Actuator http = new Actuator(port);
            assertThat(subscriber.awaitReady(SOON)).isTrue();

            assertThat(http.post("/prices/ACME", feed.name())).isEqualTo(202);

            Actuator.await("the price came", () -> http.get("/prices/ACME").equals(feed.name()));
            assertThat(http.meter("tunedzmq_subscriber_dropped_messages_total", feed.name()))
                    .isZero();
        }
    }

    @AfterAll
    static void bothAreOpenAndShareOneContext() {
        assertThat(OPEN).containsOnlyKeys("one", "two");
        assertThat(OPEN.values()).allMatch(ConfigurableApplicationContext::isActive);
        assertThat(OPEN.values())
                .extracting(each -> each.getBean(TunedContext.class))
                .doesNotHaveDuplicates()
                .allSatisfy(share -> assertThat(share.publishers())
                        .extracting(Publisher::name)
                        .contains("one", "two"));
    }
}
