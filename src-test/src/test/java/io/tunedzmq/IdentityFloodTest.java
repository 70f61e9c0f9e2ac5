package io.tunedzmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.CloseReport;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A stock socket introduces ever new subscribers, asks for echoes and leaves, as fast as it is heard: it waits for the
 * last echo of each five hundred, or the messages in front of the publisher would grow without limit. The honest notice
 * nothing.
 */
@Timeout(60)
class IdentityFloodTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NEWCOMER = Duration.ofSeconds(2);
    private static final String ROOT = "\u007ftz/";

    private final AtomicBoolean over = new AtomicBoolean();
    private TunedContext context;
    private Publisher publisher;
    private Running<Integer> flood;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .beaconInterval(Duration.ofMillis(100))
                .open();
    }

    @AfterEach
    void close() throws Exception {
        over.set(true);
        try {
            assertThat(flood.result()).isPositive();
        } finally {
            context.close();
        }
    }

    @Test
    void shouldServeTheHonestWhileIdentitiesStay() throws Exception {
        shouldServeTheHonest(false);
    }

    @Test
    void shouldServeTheHonestWhileIdentitiesComeAndGo() throws Exception {
        shouldServeTheHonest(true);
    }

    private void shouldServeTheHonest(boolean leaving) throws Exception {
        Subscriber before = subscriber();
        assertThat(before.awaitReady(SOON)).isTrue();
        flood = flood(leaving);
        Wait.until("the flood has come", () -> publisher.subscribers().size() > 500);

        Subscriber newcomer = subscriber();
        assertThat(newcomer.awaitReady(NEWCOMER)).isTrue();
        assertThat(publisher.awaitSubscribers(2, "prices", SOON)).isTrue();
        Running<Boolean> first = receive(before);
        Running<Boolean> second = receive(newcomer);
        for (int i = 0; i < 10_000; i++) {
            publisher.publish("prices", new byte[64]);
        }
        CloseReport report = publisher.drain(Duration.ofSeconds(20));

        // Who of the flood is still there may be a subscriber whose answer is under way.
        assertThat(report).isEqualTo(new CloseReport(report.queued(), 0, 2, 2, 0, 0, report.unproven()));
        assertThat(before.stats().received() + before.stats().dropped()).isEqualTo(10_000);
        assertThat(newcomer.stats().received() + newcomer.stats().dropped()).isEqualTo(10_000);
        assertThat(publisher.stats().unbalanced()).isZero();
        over.set(true);
        assertThat(first.result() && second.result()).isTrue();
    }

    private Running<Boolean> receive(Subscriber subscriber) {
        return Running.start("receiving", () -> {
            while (!over.get()) {
                subscriber.drain(message -> {}, 10_000, Duration.ofMillis(1));
            }
            return true;
        });
    }

    private Subscriber subscriber() {
        return context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
    }

    private Running<Integer> flood(boolean leaving) {
        String endpoint = publisher.endpoint();
        return Running.start("flooding", () -> {
            Random random = new Random(16);
            int echoes = 0;
            try (ZMQ.Socket socket = context.socket(SocketType.XSUB)) {
                socket.setSndHWM(0);
                socket.setReceiveTimeOut(10);
                socket.setLinger(0);
                socket.connect(endpoint);
                while (!over.get()) {
                    for (int i = 0; i < 500; i++) {
                        introduce(socket, random, leaving);
                    }
                    String asking = ROOT + "ready/" + Long.toHexString(random.nextLong()) + "/1";
                    socket.send(((char) 1 + asking).getBytes(ISO_8859_1));
                    boolean answered = false;
                    while (!answered && !over.get()) {
                        byte[] frame = socket.recv();
                        answered = frame != null && new String(frame, ISO_8859_1).startsWith(asking);
                    }
                    echoes++;
                }
            }
            return echoes;
        });
    }

    private static void introduce(ZMQ.Socket socket, Random random, boolean leaving) {
        String id = Long.toHexString(random.nextLong());
        String key = Long.toHexString(random.nextLong());
        say(socket, 1, "about/" + id + "/" + key + "/");
        say(socket, 1, "filter/" + key + "/0/1/e/" + key);
        say(socket, 1, "ready/" + id + "/1");
        if (leaving) {
            say(socket, 0, "ready/" + id + "/1");
            say(socket, 0, "about/" + id + "/" + key + "/");
        }
    }

    private static void say(ZMQ.Socket socket, int first, String text) {
        socket.send(((char) first + ROOT + text).getBytes(ISO_8859_1));
    }
}
