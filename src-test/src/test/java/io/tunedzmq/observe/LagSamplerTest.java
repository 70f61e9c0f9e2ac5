package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.observe.StackSamples.Sight;
import io.tunedzmq.window.WindowLag;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagSamplerTest {
    private static final StackTraceElement PLACE =
            new StackTraceElement("com.example.Prices", "store", "Prices.java", 12);

    private final LagSampler lag = new LagSampler();

    @Test
    void shouldSayNothingOfWhoNeverLagged() {
        assertThat(lag.result("receiver")).isEqualTo(WindowLag.NONE);
    }

    @Test
    void shouldAddUpWhatASubscriberDidMeanwhile() {
        lag.look(10_000_000, 4, new Sight(Thread.State.RUNNABLE, List.of(PLACE)));
        lag.look(20_000_000, 0, new Sight(Thread.State.BLOCKED, List.of(PLACE)));
        lag.look(10_000_000, 0, new Sight(Thread.State.BLOCKED, List.of(PLACE)));
        lag.look(10_000_000, 3, null);
        lag.lost(5);

        WindowLag result = lag.result("receiver");

        assertThat(result.looks()).isEqualTo(4);
        assertThat(result.lasted()).isEqualTo(Duration.ofMillis(50));
        assertThat(result.received()).isEqualTo(7);
        assertThat(result.lost()).isEqualTo(5);
        assertThat(result.standing()).isEqualTo(0.6);
        assertThat(result.longestPause()).isEqualTo(Duration.ofMillis(30));
        assertThat(result.blocked()).isEqualTo(0.5);
        assertThat(result.busyAt().orElseThrow().share()).isEqualTo(0.75);
        assertThat(result.waitsAt().orElseThrow().place()).contains("Prices.java:12");
    }

    /** Who takes one message in a while pauses often; who comes back from one pause takes all that has come. */
    @Test
    void shouldTellOnePauseFromMany() {
        LagSampler pause = new LagSampler();
        for (int i = 0; i < 10; i++) {
            lag.look(30_000_000, 0, null);
            lag.look(10_000_000, 1, null);
            pause.look(30_000_000, 0, null);
        }

        assertThat(lag.result("receiver").standing()).isLessThan(0.1);
        assertThat(pause.result("receiver").standing()).isEqualTo(1);
    }

    @Test
    void shouldTellTheLongestPauseOfSeveral() {
        LagSampler all = new LagSampler();
        for (int i = 0; i < 2; i++) {
            LagSampler each = new LagSampler();
            each.look(30_000_000, 0, null);
            each.look(10_000_000, 1, null);
            all.add(each);
        }

        assertThat(all.result("receiver").longestPause()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void shouldAddSeveral() {
        LagSampler other = new LagSampler();
        lag.look(10_000_000, 1, new Sight(Thread.State.BLOCKED, List.of(PLACE)));
        other.look(30_000_000, 0, new Sight(Thread.State.RUNNABLE, List.of(PLACE)));
        LagSampler all = new LagSampler();
        all.add(lag);
        all.add(other);

        WindowLag result = all.result("receiver");

        assertThat(result.looks()).isEqualTo(2);
        assertThat(result.lasted()).isEqualTo(Duration.ofMillis(40));
        assertThat(result.standing()).isEqualTo(0.75);
        assertThat(result.longestPause()).isEqualTo(Duration.ofMillis(30));
        assertThat(result.busyAt().orElseThrow().share()).isEqualTo(1);
    }
}
