package io.tunedzmq.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.AudienceMarks;
import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.PublisherSettingsFixture;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * The parts of a publisher, for a test that moves them by hand; and a stock subscriber over inproc that gets every
 * frame, of which its queue and the publisher's hold a few. What subscribers of ours say, a test says in their stead.
 * As an extension it is connected before each test and closed after it.
 */
final class PublisherParts implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    static final long EPOCH = 1;
    static final long INTERVAL_NS = 1_000_000_000;

    private static final String HERE = "inproc://parts";
    private static final long CONNECTION = 1;
    private static final byte[] PAYLOAD = new byte[100];
    private static final int SOON_MILLIS = 20_000;

    final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    final ControlFrames controls = new ControlFrames(EPOCH, () -> 0);
    final TopicTable topics = new TopicTable(10, () -> {});
    final PublishPace pace = new PublishPace(System.nanoTime());
    final BundleGroups routes = new BundleGroups(true, 0x9E3779B97F4A7C15L);
    final PublishIntake intake;
    final PublishSocket socket;
    final RemoteSubscribers subscribers;
    final Audience audience;
    final AudienceMarks marks;
    final FramePump pump;
    final Echoes echoes;
    final OverflowRecovery recovery;
    final Announcer announcer;
    final PublisherFarewell farewell;
    private final SendingDuties duties;
    private final PublisherSettings settings;
    private final ZMQ.Socket stock = services.context().rawSocket(SocketType.SUB);
    private final int hwm;

    /** @param hwm frames that each of the two queues holds */
    PublisherParts(int hwm, OverflowPolicy overflow) {
        this(hwm, overflow, HERE);
    }

    /** As above, at another endpoint. */
    PublisherParts(int hwm, OverflowPolicy overflow, String endpoint) {
        this.hwm = hwm;
        settings = PublisherSettingsFixture.bound(endpoint, hwm, overflow);
        intake = new PublishIntake(settings, EPOCH, () -> 0, pace, routes, () -> {});
        socket = new PublishSocket(services, OutgoingMemory.of(services, 1 << 20), settings, controls);
        subscribers = new RemoteSubscribers(EPOCH, intake::published, topics::byNumber, () -> {});
        audience = new Audience(subscribers);
        marks = new AudienceMarks(controls, INTERVAL_NS, subscribers);
        Beacons beacons = new Beacons(INTERVAL_NS);
        UpstreamReader input = new UpstreamReader(
                socket, audience, routes, new FirstSubscriptions(topics::byNumber), System::nanoTime);
        pump = new FramePump(intake, pace, socket, routes, input::hear, beacons, marks);
        echoes = new Echoes(controls, topics, audience, pump);
        recovery = new OverflowRecovery(controls, topics, socket, audience);
        announcer = new Announcer(controls, topics, beacons, marks, recovery, pump);
        duties = new SendingDuties(controls, pump, announcer, input, echoes);
        farewell = new PublisherFarewell(controls, audience, announcer, pump, duties);
    }

    /** Connects the stock subscriber. */
    void connect() {
        socket.socket().attach(settings.endpoints());
        stock.setRcvHWM(hwm);
        stock.connect(socket.socket().endpoints().get(0));
        stock.subscribe(new byte[0]);
        Wait.until("subscribed", () -> socket.receive() != null);
    }

    Sender sender(boolean drops) {
        SocketLock lock = new SocketLock(socket.socket(), () -> {}, () -> {});
        return new Sender(services, intake, socket.socket().watch(), lock, pump, duties, drops);
    }

    void gather(String topic) {
        gather(topic, PAYLOAD);
    }

    void gather(String topic, byte[] payload) {
        assertThat(intake.offer(topics.topic(topic), payload, 0, payload.length))
                .isNotEqualTo(PublishIntake.Offer.NO_ROOM);
    }

    boolean sendGathered() {
        long nowNs = System.nanoTime();
        return pump.sendGathered(nowNs, nowNs);
    }

    /** Publishes until a frame finds no room; returns how many that took, with that one. */
    int fill(String topic) {
        int gathered = 0;
        long drops = socket.drops();
        do {
            gather(topic);
            gathered++;
        } while (sendGathered() && socket.drops() == drops);
        return gathered;
    }

    /** So many frames, as the stock subscriber gets them. */
    List<FrameReader> received(int count) {
        stock.setReceiveTimeOut(SOON_MILLIS);
        List<FrameReader> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(opened(stock.recv()));
        }
        return frames;
    }

    /** The frames that the stock subscriber has. */
    List<FrameReader> received() {
        stock.setReceiveTimeOut(0);
        List<FrameReader> frames = new ArrayList<>();
        byte[] frame = stock.recv();
        while (frame != null) {
            frames.add(opened(frame));
            frame = stock.recv();
        }
        return frames;
    }

    /** Receives what the stock subscriber has, one frame after the other, until it is so. */
    void receiveUntil(BooleanSupplier so) {
        stock.setReceiveTimeOut(10);
        Wait.until("it is so", () -> {
            stock.recv();
            return so.getAsBoolean();
        });
    }

    private static FrameReader opened(byte[] bytes) {
        FrameReader frame = new FrameReader();
        assertThat(frame.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
        return frame;
    }

    static List<FrameKind> kinds(List<FrameReader> frames) {
        return frames.stream().map(FrameReader::kind).toList();
    }

    /** A subscriber of ours says something. */
    void hear(String controlTopic, MissingSubscriptions missing) {
        audience.heard(('\1' + controlTopic).getBytes(ISO_8859_1), CONNECTION, missing);
    }

    void hear(String controlTopic) {
        hear(controlTopic, MissingSubscriptions.NOTHING);
    }

    /** Until nobody waits for an echo: each visit is short. */
    void answerAll() {
        boolean more = true;
        while (more) {
            more = echoes.answer();
        }
    }

    /** A subscriber of ours is there, and has shown that it hears the publisher. */
    void join(long id, long key) {
        hear(ControlTopics.about(id, key, ""));
        hear(ControlTopics.ready(id, 1));
        answerAll();
        FrameReader echo = received(1).get(0);
        hear(ControlTopics.echoed(ControlRequest.Echoed.of(key, echo.epoch(), echo.sequence())));
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        connect();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }

    @Override
    public void close() {
        stock.close();
        socket.close(Duration.ZERO);
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }
}
