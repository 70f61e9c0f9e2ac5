package io.tunedzmq.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.settings.PublisherSettingsFixture;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlTopics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

@Timeout(60)
class UpstreamReaderTest {
    private static final long CONNECTED_NS = 2_000_000_000;
    private static final long PAUSE_NS = 10_000_000;
    private static final int FLOOD = 2_000;
    private static final long VISIT_NS = 1_000_000;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final PublishSocket socket = new PublishSocket(
            services,
            OutgoingMemory.of(services, 1 << 20),
            PublisherSettingsFixture.dropping(),
            new ControlFrames(1, System::nanoTime));
    private final RemoteSubscribers subscribers = new RemoteSubscribers(1, () -> 0, List::of, () -> {});

    /** Each look takes as long as a visit may. */
    private final AtomicLong nowNs = new AtomicLong();

    private final UpstreamReader input = new UpstreamReader(
            socket,
            new Audience(subscribers),
            new BundleGroups(true, 0x9E3779B97F4A7C15L),
            new FirstSubscriptions(List::of),
            () -> nowNs.getAndAdd(VISIT_NS));

    @AfterEach
    void close() {
        socket.close(Duration.ZERO);
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void shouldRestAsLongAsItHasHeardWhileThereIsMore() {
        socket.socket().attach(PublisherSettingsFixture.dropping().endpoints());
        try (ZContext peers = new ZContext()) {
            awaitFlood(peers);
            long heard = heard();

            nowNs.addAndGet(-VISIT_NS);
            assertThat(input.hear()).as("there is more").isTrue();
            assertThat(heard()).as("and it is not its turn").isEqualTo(heard);

            nowNs.addAndGet(2 * VISIT_NS);
            boolean unused = input.hear();
            assertThat(heard()).as("now it is").isGreaterThan(heard);
        }
    }

    /** Until a visit leaves something. JeroMQ leaves a fresh connection standing now and then, for 30 s. */
    private void awaitFlood(ZContext peers) {
        Wait.until("a visit that leaves something", () -> {
            ZMQ.Socket flooding = flood(peers);
            long deadlineNs = System.nanoTime() + CONNECTED_NS;
            boolean more = false;
            while (!more && System.nanoTime() - deadlineNs < 0) {
                LockSupport.parkNanos(PAUSE_NS); // Or each visit takes what has come by then, and leaves nothing.
                more = input.hear();
            }
            if (!more) {
                flooding.close();
            }
            return more;
        });
    }

    private ZMQ.Socket flood(ZContext peers) {
        ZMQ.Socket flooding = peers.createSocket(SocketType.XSUB);
        flooding.setSndHWM(0);
        flooding.connect(socket.socket().endpoints().get(0));
        for (int i = 1; i <= FLOOD; i++) {
            flooding.send(('\1' + ControlTopics.about(i, i, "")).getBytes(ISO_8859_1));
        }
        return flooding;
    }

    private long heard() {
        return subscribers.rows(0, (answered, lacksSome) -> 0).size();
    }
}
