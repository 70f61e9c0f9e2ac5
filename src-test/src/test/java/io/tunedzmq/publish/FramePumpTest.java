package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.audience.MarkSchedule;
import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.jeromq.ContextServices;
import io.tunedzmq.settings.PublisherConfig;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** With a real socket and a stock subscriber over inproc, whose queue holds as many frames as it says. */
@Timeout(60)
class FramePumpTest {
    private static final String HERE = "inproc://pump";
    private static final int HWM = 4;
    private static final byte[] PAYLOAD = new byte[100];

    private final ContextServices services = new ContextServices(ContextConfig.defaults());
    private final ControlFrames controls = new ControlFrames(1, () -> 0);
    private final PublisherConfig config =
            PublisherConfigs.bound(HERE, HWM, OverflowPolicy.block(Duration.ofSeconds(1)));
    private final TopicTable topics = new TopicTable(10, () -> {});
    private final Pace pace = new Pace(System.nanoTime());
    private final PublishIntake intake = new PublishIntake(config, 1, () -> 0, pace, () -> {});
    private final PublishSocket socket =
            new PublishSocket(services, OutgoingMemory.of(services, 1 << 20), config, controls);
    private final RemoteSubscribers subscribers =
            new RemoteSubscribers(1, intake::published, topics::byNumber, () -> {});
    private final FramePump pump = new FramePump(
            intake, pace, socket, new Beacons(1_000_000_000), new MarkSchedule(controls, 1_000_000_000, subscribers));
    private final ZMQ.Socket stock = services.context().rawSocket(SocketType.SUB);

    @AfterEach
    void close() {
        stock.close();
        socket.close(Duration.ZERO);
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    private void connect() {
        socket.socket().attach(config.endpoints());
        stock.setRcvHWM(HWM);
        stock.connect(HERE);
        stock.subscribe(new byte[0]);
        Wait.until("subscribed", () -> socket.receive() != null);
    }

    @Test
    void shouldSendWhatWasGatheredInItsOrderAndTellTheTopics() {
        connect();
        gather("a");
        gather("a");
        gather("b");
        assertThat(pump.queued()).isEqualTo(3);

        assertThat(sendGathered()).isTrue();
        pump.sendControl(controls.end(0));

        assertThat(pump.queued()).isZero();
        assertThat(pump.isIdle()).isTrue();
        assertThat(topics.topic("a").sent()).isEqualTo(2);
        assertThat(topics.topic("b").sent()).isEqualTo(1);
        assertThat(received(3))
                .extracting(FrameReader::kind)
                .containsExactly(FrameKind.DATA, FrameKind.DATA, FrameKind.END);
    }

    @Test
    void shouldKeepTheOrderWhileAFrameWaitsForRoom() {
        connect();
        int gathered = 0;
        do {
            gather("a");
            gathered++;
        } while (sendGathered());
        assertThat(pump.isStuck()).isTrue();
        assertThat(pace.isStuck()).isTrue();
        assertThat(pump.queued()).isEqualTo(1);

        assertThat(pump.sendWaiting(System.nanoTime(), System.nanoTime()))
                .as("no room yet")
                .isFalse();

        List<FrameReader> frames = new ArrayList<>(received(gathered - 1));
        pump.sendControl(controls.end(0)); // There may be room for it now, but not before the frame that waits.
        gather("a");
        Wait.until("there is room again", () -> pump.sendWaiting(System.nanoTime(), System.nanoTime()));
        assertThat(pace.isStuck()).isFalse();
        assertThat(sendGathered()).isTrue();
        frames.addAll(received(3));

        assertThat(frames)
                .filteredOn(frame -> frame.kind() == FrameKind.DATA)
                .extracting(FrameReader::sequence)
                .containsExactlyElementsOf(upTo(gathered + 1));
        assertThat(frames.get(gathered).kind()).as("behind what waited").isEqualTo(FrameKind.END);
    }

    private static List<Long> upTo(long last) {
        List<Long> all = new ArrayList<>();
        for (long i = 1; i <= last; i++) {
            all.add(i);
        }
        return all;
    }

    private void gather(String topic) {
        assertThat(intake.offer(topics.topic(topic), PAYLOAD, 0, PAYLOAD.length))
                .isNotEqualTo(PublishIntake.Offer.NO_ROOM);
    }

    private boolean sendGathered() {
        long nowNs = System.nanoTime();
        return pump.sendGathered(nowNs, nowNs);
    }

    private List<FrameReader> received(int count) {
        List<FrameReader> frames = new ArrayList<>();
        stock.setReceiveTimeOut(20_000);
        for (int i = 0; i < count; i++) {
            FrameReader frame = new FrameReader();
            assertThat(frame.open(stock.recv())).isEqualTo(FrameReader.Format.TAGGED);
            frames.add(frame);
        }
        return frames;
    }
}
