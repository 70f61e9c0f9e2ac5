package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.metrics.IgnoredEvents;
import io.tunedzmq.metrics.SocketIdentity;
import io.tunedzmq.settings.PublisherSettingsFixture;
import io.tunedzmq.wire.ControlFrames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StalledTimeTest {
    private static final int STALLS = 3_000_000;

    @Test
    void shouldRecordAStallThatEndsWithTheSocket() {
        JeromqServices services = new JeromqServices(ContextConfig.defaults());
        try {
            PublishSocket socket = new PublishSocket(
                    services,
                    OutgoingMemory.of(services, 1 << 20),
                    PublisherSettingsFixture.dropping(),
                    new ControlFrames(1, System::nanoTime));
            List<Long> over = new ArrayList<>();
            services.context().events().recordBy(new IgnoredEvents() {
                @Override
                public OpenStall stalls(SocketIdentity publisher) {
                    return over::add;
                }
            });
            socket.recordAs(SocketIdentity.publisher("trades", 1));

            socket.noteStall();
            socket.noteStall();
            socket.stallOver();
            assertThat(over).containsExactly(2L);
            socket.noteStall();
            socket.close(Duration.ZERO);

            assertThat(over).containsExactly(2L, 1L);
        } finally {
            assertThat(services.close(Duration.ZERO, Duration.ofSeconds(10))).isTrue();
        }
    }

    /** Two looks are subtracted: what runs backwards between them shows a negative time. */
    @Test
    void shouldNeverRunBackwards() throws Exception {
        JeromqServices services = new JeromqServices(ContextConfig.defaults());
        try {
            PublishSocket socket = new PublishSocket(
                    services,
                    OutgoingMemory.of(services, 1 << 20),
                    PublisherSettingsFixture.dropping(),
                    new ControlFrames(1, System::nanoTime));
            FutureTask<Long> looking = new FutureTask<>(() -> {
                long last = 0;
                long backwards = 0;
                while (socket.stalls() < STALLS) {
                    long now = socket.stalledNs();
                    backwards += now < last ? 1 : 0;
                    last = now;
                }
                return backwards;
            });
            Thread thread = new Thread(looking, "looking");
            thread.start();
            for (int i = 0; i < STALLS; i++) {
                socket.noteStall();
                socket.stallOver();
            }

            assertThat(looking.get(20, TimeUnit.SECONDS)).isZero();
            socket.close(Duration.ZERO);
        } finally {
            assertThat(services.close(Duration.ZERO, Duration.ofSeconds(10))).isTrue();
        }
    }
}
