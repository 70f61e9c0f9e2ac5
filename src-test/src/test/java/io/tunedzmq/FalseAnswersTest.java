package io.tunedzmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A stock socket that reads everything, the ids of others included, and answers whatever is asked. */
@Timeout(60)
class FalseAnswersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ROOT = "\u007ftz/";

    private TunedContext context;
    private final AtomicBoolean over = new AtomicBoolean();
    private Running<Long> forging;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
    }

    @AfterEach
    void close() throws Exception {
        over.set(true);
        try {
            assertThat(forging.result()).as("frames that were answered").isPositive();
        } finally {
            context.close();
        }
    }

    @Test
    void shouldNotCountWhoIsNotThere() {
        Publisher publisher = publisher().open();
        forge(publisher, (forger, question) -> {
            for (int i = 1; i <= 50; i++) {
                forger.tell(ControlTopics.ack(i, publisher.epoch(), question));
                forger.tell(ControlTopics.ack(question, publisher.epoch(), i));
            }
        });

        assertThat(publisher.awaitSubscribers(1, "prices", Duration.ofSeconds(1)))
                .isFalse();
        assertThat(publisher.stats().ignoredUpstream()).isPositive();
    }

    @Test
    void shouldNotTakeADrainForCompleteBecauseAnotherSaysSo() {
        Publisher publisher = publisher().open();
        Subscriber idle = subscriber(publisher.endpoint());
        assertThat(idle.awaitReady(SOON)).isTrue();
        forge(publisher, speakFor(idle, publisher));
        publish(publisher, 100);

        CloseReport report = publisher.drain(Duration.ofSeconds(1));

        assertThat(report).isEqualTo(new CloseReport(report.queued(), 0, 1, 0, 100, 0, 0));
        assertThat(report.isComplete()).isFalse();
    }

    /** The subscriber is full when its publisher closes, and another one says in its name that it has heard the end. */
    @Test
    void shouldStillTellASubscriberWhatItLost() throws Exception {
        context.close();
        context = TunedContext.builder().linger(Duration.ofSeconds(20)).build();
        Publisher publisher = publisher().hwm(HwmPolicy.messages(4)).open();
        Subscriber full = context.subscriber()
                .connect(publisher.endpoint())
                .hwm(HwmPolicy.messages(4))
                .topic("prices")
                .open();
        assertThat(full.awaitReady(SOON)).isTrue();
        forge(publisher, speakFor(full, publisher));
        publish(publisher, 1_000_000);

        Running<Boolean> closing = Running.start("closing", () -> {
            publisher.close();
            return true;
        });
        while (!closing.done()) {
            full.receive(Duration.ofMillis(10));
        }
        Wait.until("every loss is counted", () -> {
            full.receive(Duration.ofMillis(10));
            return full.stats().received() + full.stats().dropped() == 1_000_000;
        });

        assertThat(full.stats().dropped()).as("the test must overflow").isPositive();
    }

    @Test
    void shouldKnowASubscriberWhoseIdWasClaimedBefore() throws Exception {
        Publisher publisher = publisher().open();
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            relay.cut();
            Subscriber idle = subscriber(relay.endpoint());
            forge(publisher, (forger, question) -> {
                forger.tell(ControlTopics.echoed(ControlRequest.Echoed.of(1, publisher.epoch(), question)));
                forger.tell(ControlTopics.ack(1, publisher.epoch(), question));
                for (int mark = 1; mark < 10; mark++) {
                    forger.tell(
                            ControlTopics.report(ControlRequest.Report.on(publisher.epoch(), 1, 0, 0, 0, 0, mark, 1)));
                }
            });
            forger.say("about/" + hex(idle.id()) + "/1/forger");
            forger.say("ready/" + hex(idle.id()) + "/1");
            Wait.until("the claim is there", () -> publisher.subscribers().size() == 1);

            relay.restore();
            assertThat(idle.awaitReady(SOON)).isTrue();
            publish(publisher, 100);
            CloseReport report = publisher.drain(Duration.ofSeconds(2));

            assertThat(report.subscribers()).isEqualTo(2);
            assertThat(report.undelivered()).isEqualTo(100);
            assertThat(report.isComplete()).isFalse();
        }
    }

    /** What is asked after drops is asked of everybody, and everybody gets what the answers bring. */
    @Test
    void shouldNotSendMoreTheMoreItIsAnswered() {
        Publisher publisher = publisher().hwm(HwmPolicy.messages(1)).open();
        Subscriber full = context.subscriber()
                .connect(publisher.endpoint())
                .hwm(HwmPolicy.messages(1))
                .topic("prices")
                .open();
        assertThat(full.awaitReady(SOON)).isTrue();
        AtomicLong last = new AtomicLong();
        forge(publisher, (forger, question) -> last.set(question));
        publish(publisher, 1_000_000);
        Wait.until("it asks who has room", () -> last.get() != 0);
        long sent = publisher.stats().batches();
        long ignored = publisher.stats().ignoredUpstream();

        Sender other = new Sender(publisher);
        for (int i = 1; i <= 20_000; i++) {
            other.tell(ControlTopics.ack(i, publisher.epoch(), last.get()));
        }
        for (int i = 1; i <= 2_000; i++) {
            other.say("about/" + hex(i) + "/" + hex(-i) + "/");
            other.tell(ControlTopics.ack(-i, publisher.epoch(), last.get()));
        }
        Wait.until("all is heard", () -> publisher.stats().ignoredUpstream() >= ignored + 20_000);

        assertThat(publisher.stats().batches() - sent).isLessThan(200);
        other.socket.close();
    }

    private interface Answer {
        void to(Sender forger, long question);
    }

    private Answer speakFor(Subscriber subscriber, Publisher publisher) {
        long id = subscriber.id();
        return (forger, question) -> {
            forger.tell(ControlTopics.ack(question, publisher.epoch(), id));
            forger.tell(ControlTopics.ack(id, publisher.epoch(), question));
            forger.tell(ControlTopics.echoed(ControlRequest.Echoed.of(id, publisher.epoch(), question)));
            forger.tell(
                    ControlTopics.report(ControlRequest.Report.on(publisher.epoch(), id, question, 100, 0, 0, 1, 1)));
        };
    }

    private Sender forger;

    /** Answers every PROBE, END and MARK, and whatever else has a number. */
    private void forge(Publisher publisher, Answer answer) {
        forger = new Sender(publisher);
        Sender mine = forger;
        for (String topic : new String[] {"prices\0", ROOT}) {
            mine.socket.send(((char) 1 + topic).getBytes(ISO_8859_1));
        }
        forging = Running.start("forging", () -> {
            FrameReader reader = new FrameReader();
            long answered = 0;
            while (!over.get()) {
                byte[] frame = mine.receive();
                if (frame != null
                        && reader.open(frame) == FrameReader.Format.TAGGED
                        && reader.kind() != FrameKind.DATA
                        && reader.sequence() != 0) {
                    answer.to(mine, reader.sequence());
                    answered++;
                }
            }
            mine.socket.close();
            return answered;
        });
    }

    /** A stock socket; may be used by one thread after the other. */
    private final class Sender {
        private final ZMQ.Socket socket = context.socket(SocketType.XSUB);

        Sender(Publisher publisher) {
            socket.setReceiveTimeOut(10);
            socket.setLinger(0);
            socket.setSndHWM(0);
            socket.connect(publisher.endpoint());
        }

        synchronized byte[] receive() {
            return socket.recv();
        }

        /** As a subscription that stays. */
        synchronized void say(String text) {
            socket.send(((char) 1 + ROOT + text).getBytes(ISO_8859_1));
        }

        synchronized void tell(String controlTopic) {
            socket.send(((char) 1 + controlTopic).getBytes(ISO_8859_1));
            socket.send(((char) 0 + controlTopic).getBytes(ISO_8859_1));
        }
    }

    private PublisherBuilder publisher() {
        return context.publisher().bind("tcp://127.0.0.1:*").beaconInterval(Duration.ofMillis(100));
    }

    private Subscriber subscriber(String endpoint) {
        return context.subscriber().connect(endpoint).topic("prices").open();
    }

    private static void publish(Publisher publisher, int messages) {
        for (int i = 0; i < messages; i++) {
            publisher.publish("prices", new byte[64]);
        }
    }

    private static String hex(long number) {
        return Long.toHexString(number);
    }
}
