package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.observe.StackSamples.Sight;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhileFullSamplerTest {
    private static final StackTraceElement PLACE =
            new StackTraceElement("com.example.Prices", "store", "Prices.java", 12);

    private final WhileFullSampler sampler = new WhileFullSampler();

    @Test
    void shouldSayNothingOfWhoAlwaysHadRoom() {
        assertThat(sampler.result("receiver")).isEqualTo(WindowSamples.WhileFull.NEVER);
    }

    @Test
    void shouldAddUpWhatASubscriberDidMeanwhile() {
        sampler.look(10_000_000, 3, true, null);
        sampler.look(10_000_000, 4, false, new Sight(Thread.State.RUNNABLE, List.of(PLACE)));
        sampler.look(20_000_000, 0, false, new Sight(Thread.State.BLOCKED, List.of(PLACE)));
        sampler.look(10_000_000, 0, false, new Sight(Thread.State.BLOCKED, List.of(PLACE)));

        WindowSamples.WhileFull full = sampler.result("receiver");

        assertThat(full.looks()).isEqualTo(4);
        assertThat(full.lasted()).isEqualTo(Duration.ofMillis(50));
        assertThat(full.received()).isEqualTo(7);
        assertThat(full.caughtUp()).isEqualTo(0.25);
        assertThat(full.standing()).isEqualTo(0.5);
        assertThat(full.blocked()).isEqualTo(0.5);
        assertThat(full.busyAt().orElseThrow().share()).isEqualTo(0.75);
        assertThat(full.waitsAt().orElseThrow().place()).contains("Prices.java:12");
    }
}
