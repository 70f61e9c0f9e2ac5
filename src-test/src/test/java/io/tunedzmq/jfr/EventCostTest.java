package io.tunedzmq.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.metrics.EventRecorder;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedAddresses;
import io.tunedzmq.metrics.RecordedEvents;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens allocates nothing as long as it is not recorded. */
@Timeout(60)
class EventCostTest {
    private static final int TIMES = 20_000;

    /** What the measurement allocates by itself, and less than a byte each time. */
    private static final long NOTHING = 8_192;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final EventSource BOOK = EventSource.subscriber("book", 1);
    private static final EventSource TRADES = EventSource.publisher("trades", 2);
    private static final Gap GAP = new Gap("prices", 2, 3, 4, false);
    private static final SlowEpisode EPISODE = new SlowEpisode(1, "book", Instant.EPOCH, SECOND, 4, false);
    private static final RecordedAddresses ENDS = new RecordedAddresses("127.0.0.1:1", "127.0.0.1:2");
    private static final Finding FINDING =
            new Finding(Symptom.GC_PAUSES, Severity.WARNING, "process", "it pauses", List.of(), List.of(), "none");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothingWithoutARecorder() {
        RecordedEvents events = new RecordedEvents();

        assertThat(events.isRecorded()).isFalse();
        assertThat(allocated(events)).isLessThan(NOTHING);
    }

    @Test
    void shouldAllocateNothingForEventsThatAreOff() {
        RecordedEvents events = new RecordedEvents();
        events.recordBy(new JfrEvents());
        try (Recording recording = new Recording()) {
            for (Class<?> each : List.of(
                    GapEvent.class,
                    PublisherRestartEvent.class,
                    SlowEpisodeEvent.class,
                    StallEvent.class,
                    ConnectionOpenedEvent.class,
                    ConnectionLostEvent.class,
                    HandshakeHealedEvent.class,
                    FindingEvent.class)) {
                recording.disable(each.asSubclass(Event.class));
            }
            recording.start();

            assertThat(allocated(events)).isLessThan(NOTHING);
        }
        assertThat(allocated(events)).as("after the recording").isLessThan(NOTHING);
    }

    private long allocated(RecordedEvents events) {
        happen(events); // Loads what it takes.
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < TIMES; i++) {
            happen(events);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    private static void happen(RecordedEvents events) {
        events.lost(BOOK, GAP, epoch -> null);
        events.restarted(BOOK, 1, 2, null);
        events.slow(BOOK, EPISODE);
        EventRecorder.OpenStall stall = events.stalls(TRADES);
        RecordedEvents.over(stall, 1);
        events.opened(BOOK, "tcp://127.0.0.1:2", ENDS, false);
        events.lost(BOOK, "tcp://127.0.0.1:2", ENDS, 1);
        events.healed(BOOK, "tcp://127.0.0.1:2");
        events.found(FINDING, SECOND);
    }
}
