package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Sneaky;
import io.tunedzmq.Wait;
import io.tunedzmq.config.ContextConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlusherTest {
    private static final int TIMES = 3_000;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final Flusher flusher = services.flusher();
    private final AtomicInteger flushes = new AtomicInteger();
    private final AtomicBoolean gathered = new AtomicBoolean();

    @AfterEach
    void close() {
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    private Flusher.Left flush() {
        flushes.incrementAndGet();
        return gathered.getAndSet(false) ? Flusher.Left.SENT : Flusher.Left.NOTHING;
    }

    @Test
    void shouldSleepWhileNothingIsGathered() {
        flusher.add(this::flush);

        awaitSleep();
        int before = flushes.get();
        flusher.wake();

        Wait.until("a flush", () -> flushes.get() > before);
    }

    /** Whatever comes just when it falls asleep. */
    @Test
    void shouldNotMissWhatIsGathered() {
        flusher.add(this::flush);

        for (int i = 0; i < TIMES; i++) {
            gathered.set(true);
            flusher.wake();
            if (i % 100 == 0) {
                awaitSleep(); // Else it would never have tried to.
            }
            Wait.until("it is sent", () -> !gathered.get());
        }
    }

    /** A publishing thread finds it awake, and it has looked already: at whichever look that is, also the last one. */
    @Test
    void shouldNotMissWhatIsGatheredRightAfterItHasLooked() {
        LateSource never = new LateSource(0);
        awaitSleep();
        flusher.add(never);
        flusher.wake();
        Wait.until("it has looked", () -> never.looks.get() > 1);
        awaitSleep();
        flusher.remove(never);

        for (int look = 1; look <= never.looks.get(); look++) {
            LateSource late = new LateSource(look);
            flusher.add(late);
            flusher.wake();
            Wait.until("look " + look + " was not the last one", late.sent::get);
            awaitSleep();
            flusher.remove(late);
        }
    }

    /** Something is gathered here just after the flusher has looked for the so manieth time. */
    private final class LateSource implements Flusher.Source {
        private final int look;
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicBoolean sent = new AtomicBoolean();
        private boolean waits;

        LateSource(int look) {
            this.look = look;
        }

        @Override
        public Flusher.Left flush() {
            if (waits) {
                waits = false;
                sent.set(true);
                return Flusher.Left.SENT;
            }
            if (looks.incrementAndGet() == look) {
                waits = true;
                flusher.wake();
            }
            return Flusher.Left.NOTHING;
        }
    }

    @Test
    void shouldGoOnWithTheOthersWhenOneFails() {
        AtomicInteger failures = new AtomicInteger();
        flusher.add(() -> {
            failures.incrementAndGet();
            throw Sneaky.raise(new Exception("a test, checked and not declared"));
        });
        flusher.add(this::flush);
        gathered.set(true);
        flusher.wake();

        Wait.until("the other one was flushed", () -> !gathered.get());
        Wait.until("and the one that failed again", () -> failures.get() > 3);
    }

    @Test
    void shouldLeaveAloneWhatWasRemoved() {
        Flusher.Source source = this::flush;
        flusher.add(source);
        awaitSleep();
        flusher.remove(source);
        int before = flushes.get();
        AtomicInteger other = new AtomicInteger();
        flusher.add(() -> {
            other.incrementAndGet();
            return Flusher.Left.NOTHING;
        });

        flusher.wake();

        Wait.until("the other one is flushed", () -> other.get() > 0);
        assertThat(flushes).hasValue(before);
    }

    private static void awaitSleep() {
        Wait.until(
                "it sleeps",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("tunedzmq-flusher")
                                && thread.getState() == Thread.State.WAITING));
    }
}
