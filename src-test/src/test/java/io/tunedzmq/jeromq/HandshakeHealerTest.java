package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.ContextConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandshakeHealerTest {
    private static final String ADDRESS = "tcp://127.0.0.1:1";
    private static final long SECOND_NS = 1_000_000_000;
    private static final int SOCKETS = 200_000;

    /** Or who watches the counter takes that for a restart. */
    @Test
    void shouldNeverCountBackWhileSocketsComeAndGo() throws Exception {
        JeromqServices services = new JeromqServices(ContextConfig.defaults());
        HandshakeHealer healer = services.handshakeHealer();
        ConnectionWatch watch = healed();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong back = new AtomicLong();
        Thread reading = new Thread(() -> {
            long last = 0;
            while (!over.get()) {
                long now = healer.healed();
                back.addAndGet(now < last ? 1 : 0);
                last = now;
            }
        });
        reading.start();

        for (int i = 0; i < SOCKETS; i++) {
            healer.add(watch);
            healer.remove(watch);
        }

        over.set(true);
        reading.join();
        assertThat(back).as("times that it went back").hasValue(0);
        assertThat(healer.healed()).isEqualTo(SOCKETS);
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    /** Of a socket whose only connection stalled, and went on. */
    private static ConnectionWatch healed() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        watch.consume(new zmq.ZMQ.Event(zmq.ZMQ.ZMQ_EVENT_CONNECTED, ADDRESS, null));
        assertThat(watch.overdue(System.nanoTime() + SECOND_NS)).isTrue();
        watch.consume(new zmq.ZMQ.Event(zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL, ADDRESS, 3));
        assertThat(watch.healed()).isEqualTo(1);
        return watch;
    }
}
