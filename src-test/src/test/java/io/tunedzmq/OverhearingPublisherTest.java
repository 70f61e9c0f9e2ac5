package io.tunedzmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** What a subscriber says, all its publishers hear; one of them is a stock socket that would make use of it. */
@Timeout(60)
class OverhearingPublisherTest {
    private static final int MESSAGES = 100;

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<String> overheard = new CopyOnWriteArrayList<>();
    private final Queue<byte[]> toBeSent = new ConcurrentLinkedQueue<>();
    private TunedContext context;
    private Publisher publisher;
    private TcpRelay relay;
    private Subscriber subscriber;
    private Running<Integer> listening;

    @BeforeEach
    void open() throws Exception {
        context = TunedContext.builder().build();
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .beaconInterval(Duration.ofMillis(50))
                .open();
        relay = new TcpRelay(publisher.endpoint());
        ZMQ.Socket listener = context.socket(SocketType.XPUB);
        listener.setReceiveTimeOut(10);
        listener.setLinger(0);
        assertThat(listener.bind("tcp://127.0.0.1:*")).isTrue();
        String endpoint = listener.getLastEndpoint();
        listening = Running.start("listening", () -> {
            while (!over.get()) {
                byte[] message = listener.recv();
                if (message != null && message.length > 0 && message[0] == 1) {
                    overheard.add(new String(message, 1, message.length - 1, ISO_8859_1));
                }
                byte[] frame = toBeSent.poll();
                if (frame != null) {
                    assertThat(listener.send(frame)).isTrue();
                }
            }
            listener.close();
            return overheard.size();
        });
        subscriber = context.subscriber()
                .connect(relay.endpoint())
                .connect(endpoint)
                .topic("prices")
                .open();
        Wait.until("it has answered the publisher's echo", () -> {
            assertThat(subscriber.receive(Duration.ofMillis(10))).isNull();
            return publisher.awaitSubscribers(1, "prices", Duration.ofMillis(10));
        });
        publish(MESSAGES);
        Wait.until("all of it is reported", () -> {
            assertThat(subscriber.drain(message -> {}, MESSAGES, Duration.ZERO)).isNotNegative();
            return publisher.subscribers().get(0).received() == MESSAGES;
        });
        Wait.until("and overheard", () -> overheard.stream().anyMatch(topic -> topic.contains("/report/")));
    }

    @AfterEach
    void close() throws Exception {
        over.set(true);
        try {
            assertThat(listening.result()).isPositive();
        } finally {
            relay.close();
            context.close();
        }
    }

    /** With these it could send as the publisher. */
    @Test
    void shouldHearNeitherTheEpochOfAnotherNorItsEcho() {
        assertThat(overheard)
                .noneMatch(topic -> topic.contains(Long.toHexString(publisher.epoch())))
                .anyMatch(topic -> topic.contains("/echo/"));
    }

    /** It says again what it heard, answers the echoes that it is sent itself, and says goodbye. */
    @Test
    void shouldNotBeBelievedInTheNameOfOneThatIsGone() throws Exception {
        relay.cut();
        Wait.until(
                "the subscriber is gone", () -> !publisher.subscribers().get(0).connected());
        publish(MESSAGES);
        long key =
                requests(ControlRequest.About.class).findFirst().orElseThrow().key();
        ZMQ.Socket imitator = context.socket(SocketType.XSUB);
        imitator.setReceiveTimeOut(10);
        imitator.setLinger(0);
        imitator.connect(publisher.endpoint());

        overheard.forEach(topic -> tell(imitator, topic));
        Running<Integer> speaking = Running.start("speaking", () -> speakFor(imitator, key));
        Wait.until("it has a row that is heard", () -> publisher.awaitSubscribers(1, "prices", Duration.ofMillis(10)));
        CloseReport report = publisher.drain(Duration.ofSeconds(2));

        over.set(true);
        assertThat(speaking.result()).as("echoes that it answered").isPositive();
        assertThat(report.isComplete()).isFalse();
        assertThat(publisher.subscribers())
                .as("the subscriber's own row, and that of its imitator")
                .hasSizeGreaterThan(1);
        assertThat(publisher.stats().unbalanced()).isZero();
    }

    /** It passes on an echo that it was sent itself, as if the publisher had sent it, and hears the answer. */
    @Test
    void shouldNotBeToldTheAnswerToAnEchoThatIsPassedOn() throws Exception {
        long answers =
                overheard.stream().filter(topic -> topic.contains("/echo/")).count();
        relay.cut();
        Wait.until(
                "the subscriber is gone", () -> !publisher.subscribers().get(0).connected());
        ControlRequest.Ready asked = requests(ControlRequest.Ready.class)
                .reduce((first, last) -> last)
                .orElseThrow();
        ByteBuffer echo = new ControlFrames(publisher.epoch(), () -> 0)
                .echo(asked.answerTopic(), 4711, new long[0])
                .get(0);
        byte[] frame = new byte[echo.remaining()];
        echo.get(frame);
        toBeSent.add(frame);

        Wait.until("it is answered", () -> {
            assertThat(subscriber.receive(Duration.ofMillis(10))).isNull();
            return overheard.stream().filter(topic -> topic.contains("/echo/")).count() > answers;
        });

        assertThat(requests(ControlRequest.Echoed.class).reduce((first, last) -> last))
                .hasValueSatisfying(answer -> assertThat(answer.before()).isEmpty());
    }

    private <R extends ControlRequest> Stream<R> requests(Class<R> kind) {
        return overheard.stream()
                .flatMap(topic -> ControlRequestReader.read(ControlTopics.bytes(topic), 0).stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private int speakFor(ZMQ.Socket imitator, long key) {
        FrameReader reader = new FrameReader();
        int answered = 0;
        while (!over.get()) {
            byte[] frame = imitator.recv();
            if (frame == null || reader.open(frame) != FrameReader.Format.TAGGED) {
                continue;
            }
            if (reader.kind() == FrameKind.ECHO) {
                tell(imitator, ControlTopics.echoed(ControlRequest.Echoed.of(key, reader.epoch(), reader.sequence())));
                answered++;
            } else if (reader.sequence() != 0) {
                tell(imitator, ControlTopics.ack(key, reader.epoch(), reader.sequence()));
                for (int received = MESSAGES; received <= 2 * MESSAGES; received += MESSAGES) {
                    tell(
                            imitator,
                            ControlTopics.report(ControlRequest.Report.on(
                                    reader.epoch(), key, 0, received, 0, 0, reader.sequence(), 1)));
                }
            }
        }
        tell(imitator, ControlTopics.bye(key));
        imitator.close();
        return answered;
    }

    /** What it says stays. */
    private static void tell(ZMQ.Socket imitator, String controlTopic) {
        assertThat(imitator.send(('\1' + controlTopic).getBytes(ISO_8859_1))).isTrue();
    }

    private void publish(int messages) {
        for (int i = 0; i < messages; i++) {
            publisher.publish("prices", new byte[8]);
        }
    }
}
