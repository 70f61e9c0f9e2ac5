package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that breaks the protocol as fast as it can must not fill the log. */
@Timeout(60)
class LogFloodTest {
    private static final int COMMANDS = 20_000;

    /** JeroMQ reads a time from each of these that is not there, and tells of an exception. */
    @Test
    void shouldWriteAFewLinesAboutThousandsOfMalformedCommands() throws Exception {
        CapturedLog log = new CapturedLog();
        try (log;
                TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            for (int i = 0; i < 20; i++) {
                flood(publisher.endpoint());
            }
            try (Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .open()) {
                assertThat(subscriber.awaitReady(Duration.ofSeconds(10))).isTrue();
            }
        }

        assertThat(log.lines()).hasSizeLessThan(100);
    }

    private static void flood(String endpoint) throws IOException {
        try (Socket socket = RawSubscriber.connect(endpoint)) {
            OutputStream out = socket.getOutputStream();
            byte[] ping = {4, 5, 4, 'P', 'I', 'N', 'G'};
            for (int i = 0; i < COMMANDS / 20; i++) {
                out.write(ping);
                out.flush();
            }
        } catch (IOException e) {
            assertThat(e)
                    .as("cut by the publisher, which is as well")
                    .hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }
}
