package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.settings.PublisherSettingsFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BusyCloseTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** As with a subscriber of 100,000 topics that goes: the socket must not stay open, or the context never ends. */
    @Test
    void shouldCloseTheSocketWhenTheThreadThatIsBusyWithItComesBack() throws Exception {
        JeromqServices services = new JeromqServices(ContextConfig.defaults());
        PublisherEngine engine = new PublisherEngine(
                services, OutgoingMemory.of(services, 1 << 20), PublisherSettingsFixture.dropping(), episode -> {});
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(1);
        FutureTask<Boolean> work = new FutureTask<>(() -> engine.step(
                outgoing -> {
                    busy.countDown();
                    return await(back);
                },
                SOON.toNanos()));
        Thread thread = new Thread(work, "busy");
        thread.start();
        assertThat(await(busy)).isTrue();

        PublisherClosing.closeAll(List.of(engine), Duration.ZERO); // Cannot wait for it, and comes back.
        back.countDown();

        assertThat(work.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(services.close(Duration.ZERO, SOON)).as("the context ended").isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
