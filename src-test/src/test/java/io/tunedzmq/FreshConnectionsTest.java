package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** JeroMQ stalls 2 to 7 % of fresh TCP connections for 30 s; here they are healed. */
class FreshConnectionsTest {

    @Test
    @Timeout(120)
    void shouldHaveEachOfThreeHundredFreshConnectionsReadyWithinTwoSeconds() {
        try (TunedContext context = TunedContext.builder().ioThreads(2).build();
                Publisher publisher =
                        context.publisher().bind("tcp://127.0.0.1:*").open()) {
            for (int i = 1; i <= 300; i++) {
                try (Subscriber subscriber = context.subscriber()
                        .connect(publisher.endpoint())
                        .topic("prices")
                        .open()) {
                    assertThat(subscriber.awaitReady(Duration.ofSeconds(2)))
                            .as("connection %s, healed so far: %s", i, context.stats())
                            .isTrue();
                }
            }
            System.out.println("300 fresh connections: " + context.stats());
        }
    }
}
