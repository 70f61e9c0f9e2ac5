package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever reads only the log learns of an outage, of its end, and of what was lost in it. */
@Timeout(60)
class OutageLinesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LOST = 10;

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void giveBack() {
        log.close();
    }

    @Test
    void shouldTellTheBeginAndTheEndOfAnOutage() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .beaconInterval(Duration.ofMillis(100))
                    .open();
            try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
                Subscriber subscriber = context.subscriber()
                        .connect(relay.endpoint())
                        .topic("prices")
                        .name("book")
                        .silentAfter(Duration.ofSeconds(2))
                        .open();
                assertThat(subscriber.awaitReady(SOON)).isTrue();
                publisher.publish("prices", new byte[1]);
                assertThat(subscriber.receive(SOON)).isNotNull();

                relay.cut();
                Wait.until(
                        "it is silent",
                        () -> subscriber.receive(Duration.ZERO) == null && says("has heard nothing of"));
                for (int i = 0; i < LOST; i++) {
                    publisher.publish("prices", new byte[1]);
                }
                relay.restore();
                assertThat(subscriber.awaitReady(SOON)).isTrue();
                publisher.publish("prices", new byte[1]);
                Wait.until(
                        () -> "it is over: " + log.text(),
                        () -> subscriber.receive(Duration.ZERO) == null
                                && says("lost messages that went with a connection"));

                String id = "subscriber " + Long.toHexString(subscriber.id()) + " 'book' ";
                String epoch = "publisher " + Long.toHexString(publisher.epoch()) + " at 127.0.0.1:";
                assertThat(subscriber.stats().dropped()).isEqualTo(LOST);
                assertThat(log.text().lines().filter(line -> line.contains(id)))
                        .satisfiesExactlyInAnyOrder(
                                line -> assertThat(line).contains(id + "has heard nothing of " + epoch),
                                line -> assertThat(line).contains(id + "hears " + epoch, "again, after"),
                                line -> assertThat(line).contains(id + "loses messages", "dropped " + LOST),
                                line -> assertThat(line).contains(id + "lost messages", "dropped " + LOST));
            }
        }
    }

    private boolean says(String part) {
        return log.text().contains(part);
    }
}
