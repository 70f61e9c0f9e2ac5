package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Messages of many topics share frames where all who want them can read those, and whoever comes in between misses
 * none.
 */
@Timeout(120)
class BundlesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TOPICS = 500;

    private final TunedContext context = TunedContext.builder().build();
    private final Publisher publisher = context.publisher()
            .bind("tcp://127.0.0.1:*")
            .bind("tcp://127.0.0.1:*")
            .overflow(OverflowPolicy.block(SOON))
            .open();
    private volatile boolean enough;

    @AfterEach
    void close() {
        enough = true;
        context.close();
    }

    /** Publishes to all topics in turn; each message says which of its topic it is. Returns how many each topic got. */
    private Running<Long> publishing() {
        return Running.start("publishing", () -> {
            long round = 0;
            while (!enough) {
                byte[] payload =
                        ByteBuffer.allocate(Long.BYTES).putLong(++round).array();
                for (int topic = 0; topic < TOPICS; topic++) {
                    assertThat(publisher.publish("t" + topic, payload)).isEqualTo(PublishResult.ACCEPTED);
                }
            }
            return round;
        });
    }

    private Reader reader(String endpoint, UnaryOperator<SubscriberBuilder> filter) {
        Subscriber subscriber = filter.apply(
                        context.subscriber().connect(endpoint).hwm(HwmPolicy.messages(100_000)))
                .open();
        Reader reader = new Reader(subscriber);
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return reader;
    }

    private Reader reader(UnaryOperator<SubscriberBuilder> filter) {
        return reader(publisher.endpoint(), filter);
    }

    /** Reads all that comes; fails where a message of a topic is not the next one. */
    private static final class Reader {
        final Subscriber subscriber;
        private final Map<String, Long> last = new HashMap<>();
        private final Running<Void> reading;

        Reader(Subscriber subscriber) {
            this.subscriber = subscriber;
            reading = Running.start("reading", () -> {
                while (!subscriber.isClosed()) {
                    Message message = subscriber.receive(Duration.ofMillis(100));
                    if (message != null) {
                        take(message);
                    }
                }
                return null;
            });
        }

        private synchronized void take(Message message) {
            long number = ByteBuffer.wrap(message.payload()).getLong();
            Long before = last.put(message.topic(), number);
            if (message.sequence() != number || (before != null && number != before + 1)) {
                throw new AssertionError(message + " says " + number + " and comes after " + before);
            }
        }

        /** Whether the last message of each of so many topics has come. */
        synchronized boolean has(int topics, long number) {
            return last.size() == topics && last.values().stream().allMatch(each -> each == number);
        }

        synchronized int topics() {
            return last.size();
        }

        /** Checks that nothing was lost, and closes. */
        void end() throws Exception {
            assertThat(subscriber.stats().dropped()).isZero();
            assertThat(subscriber.stats().unwanted()).isZero();
            subscriber.close();
            reading.result();
        }
    }

    /** Waits until messages share frames. */
    private void awaitBundles() {
        Wait.until(() -> "messages share frames: " + publisher.stats(), () -> messagesInAFrame() > 20);
    }

    /** Waits until hardly any do. */
    private void awaitFramesOfOneTopic() {
        Wait.until(() -> "topics have frames of their own: " + publisher.stats(), () -> messagesInAFrame() < 20);
    }

    private double messagesInAFrame() {
        long frames = publisher.stats().batches();
        long messages = publisher.stats().published();
        Wait.until("more is published", () -> publisher.stats().published() > messages + 10 * TOPICS);
        return (double) (publisher.stats().published() - messages)
                / (publisher.stats().batches() - frames);
    }

    @Test
    void shouldShareFramesAndKeepTheOrderOfEachTopic() throws Exception {
        List<Reader> readers = List.of(reader(it -> it.topicPrefix("t")), reader(it -> it.topicPrefix("t")));
        Running<Long> publishing = publishing();
        awaitBundles();

        enough = true;
        long rounds = publishing.result();
        for (Reader each : readers) {
            Wait.until("the last message of each topic", () -> each.has(TOPICS, rounds));
            each.end();
        }
    }

    /** What one of several topics of another filter asks for is in the bundles of both. */
    @Test
    void shouldServeFiltersThatOverlap() throws Exception {
        Reader all = reader(it -> it.topicPrefix(""));
        Reader some = reader(it -> it.topicPrefix("t1"));
        Reader one = reader(it -> it.topic("t17"));
        Running<Long> publishing = publishing();
        awaitBundles();

        enough = true;
        long rounds = publishing.result();
        Wait.until("all", () -> all.has(TOPICS, rounds));
        Wait.until("t1, t10 to t19, t100 to t199", () -> some.has(111, rounds));
        Wait.until("t17", () -> one.has(1, rounds));
        all.end();
        some.end();
        one.end();
    }

    /** Who comes while all is under way in bundles gets everything from its answer on, whatever it asks for. */
    @ParameterizedTest
    @ValueSource(strings = {"t", "t1", "t4711"})
    void shouldMissNothingForWhoComesInBetween(String prefix) throws Exception {
        Reader first = reader(it -> it.topicPrefix("t"));
        Running<Long> publishing = publishing();
        awaitBundles();

        for (int i = 0; i < 20; i++) {
            String exact = "t" + i;
            Reader next = i % 2 == 0 ? reader(it -> it.topicPrefix(prefix)) : reader(it -> it.topic(exact));
            int topics = i % 2 == 1 ? 1 : prefix.equals("t") ? TOPICS : prefix.equals("t1") ? 111 : 0;
            Wait.until("messages of each topic", () -> next.topics() == topics);
            next.end();
        }

        enough = true;
        long rounds = publishing.result();
        Wait.until("the last message of each topic", () -> first.has(TOPICS, rounds));
        first.end();
    }

    /** A stock peer reads plain frames alone: while one is there topics that it wants do not share any. */
    @Test
    void shouldSendPlainFramesToStockPeers() throws Exception {
        Reader ours = reader(it -> it.topicPrefix("t"));
        Running<Long> publishing = publishing();
        awaitBundles();
        try (ZContext stock = new ZContext()) {
            ZMQ.Socket socket = stock.createSocket(SocketType.SUB);
            socket.setRcvHWM(0);
            socket.connect(publisher.endpoint());
            socket.subscribe("t");
            socket.setReceiveTimeOut(10_000);
            assertThat(socket.recv()).startsWith((byte) 't');
            awaitFramesOfOneTopic();
        }
        awaitBundles();

        enough = true;
        long rounds = publishing.result();
        Wait.until("the last message of each topic", () -> ours.has(TOPICS, rounds));
        ours.end();
    }

    /** What follows the NUL in a frame of one topic does not follow in a bundle. */
    @ParameterizedTest
    @ValueSource(strings = {"t0\0T", "t0\0TZ", "t0\0TZ\1\1"})
    void shouldSendPlainFramesToAStockPeerWhoseFilterGoesOnBehindTheNul(String filter) throws Exception {
        Reader ours = reader(it -> it.topicPrefix("t"));
        Running<Long> publishing = publishing();
        awaitBundles();
        try (ZContext stock = new ZContext()) {
            ZMQ.Socket socket = stock.createSocket(SocketType.SUB);
            socket.connect(publisher.endpoint());
            socket.subscribe(filter.getBytes(StandardCharsets.ISO_8859_1));
            byte[] received = firstOf(socket);
            long next = Long.MAX_VALUE;
            for (int i = 0; i < 200; i++) {
                FrameReader frame = new FrameReader();
                assertThat(frame.open(received)).isEqualTo(FrameReader.Format.TAGGED);
                assertThat(frame.topic()).isEqualTo("t0");
                assertThat(frame.kind()).isEqualTo(FrameKind.DATA);
                assertThat(frame.sequence()).isLessThanOrEqualTo(next);
                next = frame.sequence() + frame.count();
                received = socket.recv();
            }
            assertThat(messagesInAFrame()).as("the other topics").isGreaterThan(20);
        }

        enough = true;
        long rounds = publishing.result();
        Wait.until("the last message of each topic", () -> ours.has(TOPICS, rounds));
        ours.end();
    }

    /** JeroMQ leaves a fresh connection of a stock socket standing for 30 s now and then: then it connects anew. */
    private byte[] firstOf(ZMQ.Socket socket) {
        socket.setReceiveTimeOut(2_000);
        byte[] first = socket.recv();
        for (int tries = 0; first == null && tries < 10; tries++) {
            socket.disconnect(publisher.endpoint());
            socket.connect(publisher.endpoint());
            first = socket.recv();
        }
        socket.setReceiveTimeOut((int) SOON.toMillis());
        return first;
    }

    /** The proxy is no subscriber of ours, and passes the subscriptions of its own on. */
    @Test
    void shouldReachSubscribersBehindAProxyToo() throws Exception {
        Reader direct = reader(it -> it.topicPrefix("t"));
        try (StockProxy proxy = StockProxy.start(0, publisher.endpoint())) {
            Reader behind = reader(proxy.forSubscribers(), it -> it.topicPrefix("t1"));
            Running<Long> publishing = publishing();
            awaitFramesOfOneTopic();
            Wait.until("topics", () -> behind.topics() == 111);

            enough = true;
            long rounds = publishing.result();
            Wait.until("all", () -> direct.has(TOPICS, rounds));
            Wait.until("all behind the proxy", () -> behind.has(111, rounds));
            direct.end();
            behind.end();
        }
    }

    /** A lost connection loses what was under way, and that is counted. */
    @Test
    void shouldCountWhatALostConnectionTakesAlong() throws Exception {
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = context.subscriber()
                    .connect(relay.endpoint())
                    .topicPrefix("t")
                    .open();
            Running<Void> reading = Running.start("reading", () -> {
                while (!subscriber.isClosed()) {
                    subscriber.receive(Duration.ofMillis(100));
                }
                return null;
            });
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            Running<Long> publishing = publishing();
            for (int i = 0; i < 3; i++) {
                awaitBundles();
                relay.cut();
                relay.restore();
                assertThat(subscriber.awaitReady(SOON)).isTrue();
            }
            awaitBundles();

            enough = true;
            long all = publishing.result() * TOPICS;
            Wait.until(
                    () -> all + " are accounted for: " + subscriber.stats(),
                    () -> subscriber.stats().received() + subscriber.stats().dropped() == all);
            assertThat(subscriber.stats().dropped()).isPositive();
            subscriber.close();
            reading.result();
        }
    }

    /** From one port of a machine connections may lead to several of the publisher's. */
    @Test
    void shouldTellConnectionsFromOnePortApart() throws Exception {
        try (TcpRelay relay = new TcpRelay(publisher.endpoint());
                Socket other = new Socket()) {
            Reader reader = reader(relay.endpoint(), it -> it.topicPrefix("t"));
            Running<Long> publishing = publishing();
            awaitBundles();
            other.setReuseAddress(true);
            other.bind(relay.lastLeft());
            RawSubscriber.connect(other, publisher.endpoints().get(1), "SUB", "");
            RawSubscriber.subscribe(other, "u");
            awaitBundles();
            other.close();
            awaitBundles();

            enough = true;
            long rounds = publishing.result();
            Wait.until("the last message of each topic", () -> reader.has(TOPICS, rounds));
            assertThat(publisher.subscribers().get(0).connected()).isTrue();
            reader.end();
        }
    }

    /** Over inproc nobody knows who asks for what. */
    @Test
    void shouldSendPlainFramesWithinAProcess() throws Exception {
        List<Publisher> local = new ArrayList<>();
        local.add(context.publisher()
                .bind("inproc://bundles")
                .overflow(OverflowPolicy.block(SOON))
                .open());
        Reader reader = reader("inproc://bundles", it -> it.topicPrefix("t"));
        for (int topic = 0; topic < TOPICS; topic++) {
            byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(1).array();
            assertThat(local.get(0).publish("t" + topic, payload)).isEqualTo(PublishResult.ACCEPTED);
        }
        Wait.until("all", () -> reader.has(TOPICS, 1));
        assertThat(local.get(0).stats().batches()).isGreaterThanOrEqualTo(TOPICS);
        reader.end();
    }
}
