package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.IgnoredEvents;
import io.tunedzmq.metrics.RecordedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublishStallsTest {
    private static final int MANY = 3_000_000;

    private final RecordedEvents events = new RecordedEvents();
    private long nowNs;
    private final PublishStalls stalls = new PublishStalls(events, () -> nowNs);

    @Test
    void shouldAddUpTheTimesWithoutRoom() {
        stalls.foundNoRoom(true);
        nowNs = 100;
        assertThat(stalls.isOn()).isTrue();
        assertThat(stalls.onForNs(nowNs)).isEqualTo(100);
        assertThat(stalls.allNs()).isEqualTo(100);

        stalls.over();
        nowNs = 200;
        assertThat(stalls.isOn()).isFalse();
        assertThat(stalls.onForNs(nowNs)).isZero();
        stalls.foundNoRoom(true);
        nowNs = 250;

        assertThat(stalls.onForNs(nowNs)).isEqualTo(50);
        assertThat(stalls.allNs()).isEqualTo(150);
    }

    /** As with {@code block()}: it is offered again and again. */
    @Test
    void shouldCountAFrameThatComesAgainOnce() {
        stalls.foundNoRoom(false);
        stalls.foundNoRoom(false);
        assertThat(stalls.times()).isEqualTo(1);

        stalls.over();
        stalls.foundNoRoom(false);
        assertThat(stalls.times()).isEqualTo(2);
        stalls.foundNoRoom(true);
        assertThat(stalls.times()).isEqualTo(3);
    }

    @Test
    void shouldRecordEachOneWhenItIsOver() {
        List<Long> over = new ArrayList<>();
        events.recordBy(new IgnoredEvents() {
            @Override
            public OpenStall stalls(EventSource publisher) {
                return over::add;
            }
        });
        stalls.recordAs(EventSource.publisher("trades", 1));

        stalls.foundNoRoom(true);
        stalls.foundNoRoom(true);
        stalls.over();
        assertThat(over).containsExactly(2L);
        stalls.foundNoRoom(true);
        stalls.close();

        assertThat(over).containsExactly(2L, 1L);
    }

    /** Two looks are subtracted: what runs backwards between them shows a negative time. */
    @Test
    void shouldNeverRunBackwards() throws Exception {
        PublishStalls real = new PublishStalls(events, System::nanoTime);
        FutureTask<Long> looking = new FutureTask<>(() -> {
            long last = 0;
            long backwards = 0;
            while (real.times() < MANY) {
                long now = real.allNs();
                backwards += now < last ? 1 : 0;
                last = now;
            }
            return backwards;
        });
        Thread thread = new Thread(looking, "looking");
        thread.start();
        for (int i = 0; i < MANY; i++) {
            real.foundNoRoom(true);
            real.over();
        }

        assertThat(looking.get(20, TimeUnit.SECONDS)).isZero();
    }
}
