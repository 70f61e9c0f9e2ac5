package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where nobody is there, both ends say so once, and once more when somebody is. */
@Timeout(120)
class AbsenceTest {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void catchTheLog() {
        System.setErr(new PrintStream(written, true, UTF_8));
    }

    @AfterEach
    void giveTheLogBack() {
        System.setErr(standardError);
    }

    @Test
    void shouldSayOnceThatNobodyIsThereAndOnceThatSomebodyIs() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher listening = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber waiting = context.subscriber()
                    .bind("tcp://127.0.0.1:*")
                    .topic("prices")
                    .open();
            try (TcpRelay toPublisher = new TcpRelay(listening.endpoint());
                    TcpRelay toSubscriber = new TcpRelay(waiting.endpoint())) {
                toPublisher.cut();
                toSubscriber.cut();
                Subscriber subscriber = context.subscriber()
                        .connect(toPublisher.endpoint())
                        .topic("prices")
                        .open();
                context.publisher().connect(toSubscriber.endpoint()).open();
                String nobody = "a subscriber has had no connection to " + toPublisher.endpoint();
                String nobodyEither = "a publisher has had no connection to " + toSubscriber.endpoint();
                await(nobody);
                await(nobodyEither);
                assertThat(subscriber.connections()).isZero();

                toPublisher.restore();
                toSubscriber.restore();
                await("a subscriber is connected to " + toPublisher.endpoint());
                await("a publisher is connected to " + toSubscriber.endpoint());
                assertThat(subscriber.connections()).isEqualTo(1);
                assertThat(lines(nobody)).isEqualTo(1);
                assertThat(lines(nobodyEither)).isEqualTo(1);
            }
        }
    }

    private void await(String line) {
        Wait.until(() -> line + " in " + written.toString(UTF_8), () -> lines(line) > 0);
    }

    private long lines(String text) {
        return written.toString(UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }
}
