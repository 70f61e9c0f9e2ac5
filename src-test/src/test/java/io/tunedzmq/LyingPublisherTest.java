package io.tunedzmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameWriter;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A stock PUB that makes up frames, next to an honest publisher at the same subscriber, over real sockets. */
@Timeout(60)
class LyingPublisherTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOPIC = "prices";
    private static final String EXACT = TOPIC + '\0';
    private static final long FAR = 500_000_000;

    private final List<PublisherPresence> events = new ArrayList<>();
    private TunedContext context;
    private ZContext stock;
    private ZMQ.Socket liar;

    /** The topic on which the subscriber has asked for its first echo. */
    private String asked = "";

    private String liarsAddress;
    private Publisher publisher;
    private Subscriber subscriber;
    private long epoch;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        stock = new ZContext();
        liar = stock.createSocket(SocketType.XPUB);
        liar.setHWM(0);
        int port = liar.bindToRandomPort("tcp://127.0.0.1");
        liarsAddress = "127.0.0.1:" + port;
        publisher = publisher("tcp://127.0.0.1:*");
        subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .connect("tcp://" + liarsAddress)
                .topic(TOPIC)
                .onPublisher(events::add)
                .open();
        assertThat(publisher.awaitSubscribers(1, TOPIC, SOON)).isTrue();
        hearSubscriptions(subscriber);
        exchange(1);
        epoch = row().epoch();
        Wait.until("the honest one to be proven", () -> {
            drain();
            return row().proven();
        });
    }

    @AfterEach
    void close() {
        stock.close();
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "beacon", "end", "digest", "mark", "echo"})
    void shouldKeepTheLawOfAPublisherWhoseEpochIsUsedByAnother(String kind) {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 100; i++) {
                forge(kind, round * 100 + i);
            }
            exchange(100);
        }
        Wait.until("what was forged", () -> {
            drain();
            return subscriber.publishers().size() > 1;
        });
        exchange(100);

        assertThat(row())
                .returns(publisher.stats().published(), PublisherReport::received)
                .returns(0L, PublisherReport::dropped)
                .returns(0L, PublisherReport::duplicates)
                .returns(false, PublisherReport::ended);
        assertThat(subscriber.stats().publishersEnded()).isZero();
        assertThat(events).isEmpty();
        Wait.until("the publisher's books to agree", () -> {
            drain();
            return publisher.subscribers().get(0).received()
                    == publisher.stats().published();
        });
        assertThat(publisher.stats().unbalanced()).isZero();
    }

    @Test
    void shouldCountJumpsThatCannotBeApart() {
        for (int i = 0; i < 100; i++) {
            send(message(TOPIC, 1_000 + i, 1, 1));
            send(message(TOPIC, 1_000 + i, 1L << 62, 1));
        }
        exchange(100);
        Wait.until("all that was made up", () -> {
            drain();
            return subscriber.stats().received() == publisher.stats().published() + 200;
        });

        assertThat(subscriber.stats())
                .returns(0L, SubscriberStats::dropped)
                .returns(0L, SubscriberStats::gaps)
                .returns(100L, SubscriberStats::implausible);
        assertThat(row()).returns(0L, PublisherReport::implausible);
    }

    /** Not now, and not when what was proven has to be proven anew. */
    @Test
    void shouldBeReadyWhoeverSaysTheEndOfAPublisher() throws Exception {
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber listening = context.subscriber()
                    .bind("tcp://127.0.0.1:*")
                    .connect(relay.endpoint())
                    .topic(TOPIC)
                    .open();
            assertThat(listening.awaitReady(SOON)).isTrue();
            liar = stock.createSocket(SocketType.XPUB);
            liar.connect(listening.endpoint());
            hearSubscriptions(listening);
            forge("end", 0);
            Wait.until("the end that was forged", () -> {
                assertThat(listening.receive(Duration.ofMillis(1))).isNull();
                return listening.publishers().size() == 2;
            });

            relay.cut();
            Wait.until("the connection is lost", () -> !listening.awaitReady(Duration.ZERO));
            relay.restore();

            assertThat(listening.awaitReady(SOON)).isTrue();
        }
    }

    /** It has the subscriber end its subscriptions and begin them anew, at all publishers. */
    @Test
    void shouldMissNothingWhileAnotherSaysThatItLacksSubscriptions() throws Exception {
        Running<Void> publishing = Running.start("publishing", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                publisher.publish(TOPIC, new byte[8]);
            }
            return null;
        });
        Set<String> subscribed = new HashSet<>(Set.of(EXACT));
        boolean begunAnew = false;
        while (!begunAnew) {
            drain();
            byte[] said = liar.recv(ZMQ.DONTWAIT);
            String topic = said == null ? "" : new String(said, 1, said.length - 1, ISO_8859_1);
            if (said == null || (said[0] == 0 && subscribed.remove(topic))) {
                assertThat(subscribed).as("something stands for the topic").isNotEmpty();
            } else if (said[0] == 1 && (EXACT.startsWith(topic) || topic.startsWith(EXACT))) {
                subscribed.add(topic);
                begunAnew = topic.startsWith(EXACT); // Whichever form of it comes next.
            } else if (said[0] == 1
                    && ControlRequestReader.read(said, 1).orElse(null) instanceof ControlRequest.Ready ready) {
                send(new ControlFrames(1, () -> 0).lacking(ready.answerTopic()));
            }
        }
        publishing.thread().interrupt();
        publishing.result();

        Wait.until(() -> "all that the honest one sent: " + row(), () -> {
            drain();
            return row().received() + row().dropped() == publisher.stats().published();
        });
        assertThat(row().dropped()).isZero();
    }

    private static String readyTopics(Subscriber of) {
        String first = ControlTopics.ready(of.id(), 1);
        return first.substring(0, first.length() - 1);
    }

    @Test
    void shouldTrackAnHonestPublisherThatRestartsAfterAFloodOfEpochs() {
        SplittableRandom random = new SplittableRandom(20_261_129);
        for (int i = 0; i < 100_000; i++) {
            send(message(TOPIC, random.nextLong(), 1, 1));
        }
        Wait.until("the flood", () -> {
            drain();
            return subscriber.stats().received() == 100_000 + publisher.stats().published();
        });
        String endpoint = publisher.endpoint();
        publisher.close();
        publisher = publisher(endpoint);
        assertThat(publisher.awaitSubscribers(1, TOPIC, SOON)).isTrue();
        Wait.until("its proof", () -> {
            drain();
            return rows().size() == 2 && rows().get(1).proven();
        });

        exchange(1_000);

        assertThat(rows().get(1)).returns(1_000L, PublisherReport::received).returns(0L, PublisherReport::dropped);
        assertThat(subscriber.stats())
                .returns(0L, SubscriberStats::untracked)
                .returns(0L, SubscriberStats::dropped)
                .returns(1L, SubscriberStats::publisherRestarts);
    }

    /** 250 MB of topics, none asked for, at a process of 256 MiB. */
    @Test
    void shouldKeepNothingOfTopicsThatNobodyAskedFor() throws Exception {
        try (RawPublisher raw = new RawPublisher();
                SubscriberProcess process = SubscriberProcess.start(raw.endpoint())) {
            raw.accept();
            String end = "x".repeat(1_000);
            for (int i = 1; i <= 250_000; i++) {
                raw.send(message(i + end, 1, 1, i));
            }
            raw.send(message(TOPIC, 1, 1, 250_001));
            raw.flush();

            assertThat(process.receivedAtEnd()).isEqualTo("received 1 dropped 0");
        }
    }

    private Publisher publisher(String endpoint) {
        return context.publisher()
                .bind(endpoint)
                .overflow(OverflowPolicy.block(SOON))
                .beaconInterval(Duration.ofMillis(100))
                .open();
    }

    /** Until the last one, so that what is forged afterwards arrives. */
    private void hearSubscriptions(Subscriber of) {
        do {
            byte[] subscription = liar.recv();
            asked = new String(subscription, 1, subscription.length - 1, UTF_8);
        } while (!asked.startsWith(readyTopics(of)));
    }

    /** The honest one publishes, and the subscriber receives it. */
    private void exchange(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(publisher.publish(TOPIC, new byte[8])).isEqualTo(PublishResult.ACCEPTED);
        }
        Wait.until("what the honest one sent", () -> {
            drain();
            return rows().stream()
                    .anyMatch(row -> row.received() == publisher.stats().published());
        });
    }

    private void drain() {
        subscriber.drain(message -> {}, 10_000, Duration.ofMillis(1));
    }

    private PublisherReport row() {
        return rows().get(0);
    }

    /** Those of the honest one and its restarts. */
    private List<PublisherReport> rows() {
        return subscriber.publishers().stream()
                .filter(row -> !row.address().equals(Optional.of(liarsAddress)))
                .toList();
    }

    private void forge(String kind, int index) {
        PublishedTopic topic = new PublishedTopic(TOPIC, Topics.withNul(TOPIC), 1);
        topic.sent(FAR + index);
        ControlFrames controls = new ControlFrames(epoch, () -> 0);
        switch (kind) {
            case "data" -> send(message(TOPIC, epoch, index % 2 == 0 ? FAR + index : index, 1));
            case "beacon" -> send(controls.beacon(topic, topic.sent()));
            case "end" -> send(controls.end(0));
            case "digest" -> controls.digest(List.of(topic)).forEach(this::send);
            case "mark" -> controls.mark(List.of(topic), FAR + index, 1).forEach(this::send);
            case "echo" ->
                controls.echo(asked, FAR + index, new long[] {FAR + index}).forEach(this::send);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static ByteBuffer message(String topic, long epoch, long sequence, int number) {
        FrameWriter frame = new FrameWriter(Topics.withNul(topic), 0);
        frame.append(new byte[1]);
        return frame.seal(FrameKind.DATA, epoch, sequence, 0, number);
    }

    private void send(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        assertThat(liar.send(bytes)).isTrue();
    }
}
