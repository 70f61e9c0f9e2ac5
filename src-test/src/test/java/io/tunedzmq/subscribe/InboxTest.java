package io.tunedzmq.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.connection.IncomingFrames;
import io.tunedzmq.connection.ReadPauseLimit;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;

/** With all that is before it: a real socket, and a stock publisher over inproc that sends whole frames. */
@Timeout(60)
class InboxTest {
    private static final String HERE = "inproc://inbox";
    private static final long EPOCH = 1;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final TunedSocket socket = new TunedSocket(
            services.context(),
            SocketType.XSUB,
            10,
            1_000,
            1 << 20,
            install -> new IncomingFrames(
                            services.context().incomingMemory(),
                            services.context().spareFrames(),
                            1 << 20,
                            new ReadPauseLimit(1 << 20, ReadPauseLimit.ALL, frame -> 1),
                            install)
                    .connections(),
            () -> {});
    private final SequenceLedger ledger =
            new SequenceLedger(new TopicFilter(Set.of(), Set.of("")), 1_000, gap -> {}, end -> {});
    private final SocketReader reader = new SocketReader(socket, ledger, frame -> false);
    private final ReadAhead ahead = new ReadAhead(reader::read);
    private final ArrivalOrder order = new ArrivalOrder(ahead, ledger);
    private final Inbox inbox = new Inbox(order, services.context().spareFrames());
    private final ZMQ.Socket publisher = services.context().rawSocket(SocketType.XPUB);

    @BeforeEach
    void connect() {
        socket.attach(List.of(new Endpoint(Endpoint.Side.BIND, HERE)));
        publisher.connect(HERE);
        assertThat(socket.send(new Msg(new byte[] {1}))).isTrue();
        Wait.until("subscribed", () -> publisher.recv(ZMQ.DONTWAIT) != null);
    }

    @AfterEach
    void close() {
        publisher.close();
        socket.close(Duration.ZERO);
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void shouldHandOnAMessageOfSeveralFramesWhole() {
        publisher.sendMore("topic");
        publisher.sendMore("one");
        publisher.send("two");

        Arrival arrival = next();

        assertThat(arrival.isTagged()).isFalse();
        assertThat(new String(arrival.bytes(), UTF_8)).isEqualTo("topic");
        assertThat(arrival.moreFrames())
                .extracting(frame -> new String(frame, UTF_8))
                .containsExactly("one", "two");
        assertThat(inbox.next(0)).isNull();
    }

    @Test
    void shouldHandOnAFrameOfOursOpened() {
        send(Frames.messages(EPOCH, "a", 1, 7, 2));

        Arrival arrival = next();

        assertThat(arrival.isTagged()).isTrue();
        assertThat(arrival.frame().kind()).isEqualTo(FrameKind.DATA);
        assertThat(arrival.frame().sequence()).isEqualTo(7);
        assertThat(arrival.frame().count()).isEqualTo(2);
    }

    @Test
    void shouldReadAheadUpToALimitAndHandOutInOrder() {
        for (int i = 1; i <= 10; i++) {
            send(Frames.messages(EPOCH, "a", 1, i, 1));
        }
        List<Long> seen = new ArrayList<>();

        Wait.until(
                "as many as may be were read",
                () -> !ahead.fill(4, arrival -> seen.add(arrival.frame().sequence()), 0));

        assertThat(seen).containsExactly(1L, 2L, 3L, 4L);
        assertThat(ahead.isEmpty()).isFalse();
        for (long i = 1; i <= 10; i++) {
            assertThat(next().frame().sequence()).isEqualTo(i);
        }
        assertThat(ahead.isEmpty()).isTrue();
    }

    /** What carries no message is accounted for while the application does not receive, but not before what it has. */
    @Test
    void shouldLetControlPassOnlyIfNoMessageIsBeforeIt() {
        send(Frames.beacon(EPOCH, "a", 1, 5));
        send(Frames.messages(EPOCH, "a", 1, 6, 1));
        send(Frames.beacon(EPOCH, "a", 1, 6));
        List<Arrival> seen = new ArrayList<>();
        Wait.until("all are read", () -> {
            boolean unused = ahead.fill(10, seen::add, 0);
            return seen.size() == 3;
        });

        Arrival first = inbox.nextControl(0);
        assertThat(first).isSameAs(seen.get(0));
        assertThat(inbox.nextControl(0)).as("a message is before it").isNull();
        assertThat(inbox.next(0)).isSameAs(seen.get(1));
        assertThat(inbox.nextControl(0)).isSameAs(seen.get(2));
        assertThat(inbox.nextControl(0)).isNull();
    }

    /** Somebody else uses the epoch of a publisher, and what that one says waits for nobody. */
    @Test
    void shouldLetControlPassWhileFramesOfAnotherConnectionArePutAside() {
        String endpoint = "tcp://127.0.0.1:*";
        socket.attach(List.of(new Endpoint(Endpoint.Side.BIND, endpoint)));
        ZMQ.Socket other = services.context().rawSocket(SocketType.XPUB);
        try {
            other.connect(socket.endpoints().get(1));
            Wait.until("subscribed", () -> inbox.next(0) == null && other.recv(ZMQ.DONTWAIT) != null);
            send(Frames.echoOf(7, EPOCH));
            Arrival echo = next();
            ledger.accept(echo.frame(), echo.connection(), 0);
            assertThat(other.send(Frames.messages(EPOCH, "a", 1, 9, 1).bytes())).isTrue();
            Wait.until("it is put aside", () -> inbox.next(0) == null && order.holds(EPOCH));

            send(Frames.mark(EPOCH, 1));
            Wait.until("it is read", () -> {
                boolean unused = ahead.fill(10, arrival -> {}, 0);
                return !ahead.isEmpty();
            });

            assertThat(inbox.nextControl(0)).isNotNull();
        } finally {
            other.close();
        }
    }

    private void send(FrameReader frame) {
        assertThat(publisher.send(frame.bytes())).isTrue();
    }

    private Arrival next() {
        List<Arrival> came = new ArrayList<>();
        Wait.until("something comes", () -> {
            Arrival arrival = inbox.next(0);
            if (arrival != null) {
                came.add(arrival);
            }
            return arrival != null;
        });
        return came.get(0);
    }
}
