package com.example.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** The application ends without a trace, so that it can start again in the same JVM. */
@Tag("alone")
@Timeout(60)
class RestartTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void shouldStartAgainInTheSameJvm() throws Exception {
        for (int round = 1; round <= 2; round++) {
            assertThat(TunedContext.current()).isEmpty();
            ConfigurableApplicationContext application = start();
            shouldPublishAndReceive(application, "1" + round);
            Publisher publisher = application.getBean(Publisher.class);
            TunedContext context = application.getBean(TunedContext.class);

            application.close();

            assertThat(context.isClosed()).isTrue();
            assertThat(publisher.closeReport().orElseThrow().isComplete()).isTrue();
            Actuator.await(
                    "no thread is left",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .noneMatch(name -> name.equals("prices") || name.startsWith("tunedzmq-")));
        }
    }

    /** As Spring does with the application contexts of tests. */
    @Test
    void shouldReceiveAgainAfterAPause() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            application.stop();
            assertThat(application.getBean(PriceSubscriber.class).isRunning()).isFalse();
            assertThat(application.getBean(TunedContext.class).subscribers()).isEmpty();

            application.start();
            shouldPublishAndReceive(application, "17");
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(PricesApplication.class)
                .main(PricesApplication.class) // The log would name the test runner.
                .run("--server.port=0", "--feed.bind=tcp://127.0.0.1:*");
    }

    private static void shouldPublishAndReceive(ConfigurableApplicationContext application, String price)
            throws Exception {
        Environment environment = application.getEnvironment();
        Actuator http = new Actuator(environment.getRequiredProperty("local.server.port", Integer.class));
        assertThat(application.getBean(PriceSubscriber.class).awaitReady(SOON)).isTrue();

        assertThat(http.post("/prices/ACME", price)).isEqualTo(202);

        Actuator.await("the price came", () -> http.get("/prices/ACME").equals(price));
        assertThat(http.get("/actuator/health")).contains("\"tunedZmq\":{\"status\":\"UP\"}");
        assertThat(http.meter("tunedzmq_subscriber_received_messages_total", "prices"))
                .isEqualTo(1);
    }
}
