package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.CapturedLog;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherPresence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each outage has a line at its begin and one at its end, however many gaps it has. */
class OutageLogTest {
    private static final long SECOND = 1_000_000_000;

    private final CapturedLog captured = new CapturedLog();
    private final OutageLog log = new OutageLog(255, "book");

    @AfterEach
    void giveBack() {
        captured.close();
    }

    @Test
    void shouldSayOnceThatMessagesWentWithAConnectionAndOnceHowMany() {
        log.look(0);
        for (int topic = 0; topic < 1_000; topic++) {
            log.lost(new Gap("t" + topic, 7, 1, 3, true));
            log.look(SECOND);
        }
        assertThat(lines()).singleElement().asString().contains("subscriber ff 'book' loses", "dropped 3");

        log.look(2 * SECOND);
        log.look(3 * SECOND);
        log.look(9 * SECOND);

        assertThat(lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("subscriber ff 'book' lost", "(2000 ms), dropped 3000");
    }

    @Test
    void shouldSayTheEndWithTheSubscriber() {
        log.lost(new Gap("prices", 7, 1, 3, true));
        log.look(SECOND);
        log.end(2 * SECOND);
        log.end(3 * SECOND);

        assertThat(lines()).hasSize(2).last().asString().contains("(1000 ms), dropped 3");
    }

    @Test
    void shouldLeaveWhatAFullQueueLosesToSlowEpisodes() {
        log.lost(new Gap("prices", 7, 1, 3, false));
        log.look(SECOND);

        assertThat(lines()).isEmpty();
    }

    @Test
    void shouldSayWhenAPublisherIsAwayAndWhenItIsBack() {
        log.heard(event(PublisherPresence.Kind.SILENT, 10), "10.0.0.1:5555");
        log.heard(event(PublisherPresence.Kind.BACK, 12), "10.0.0.1:5555");
        log.heard(event(PublisherPresence.Kind.ENDED, 0), null);
        log.restarted(7, 8, null);

        assertThat(lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith(
                                        "subscriber ff 'book' has heard nothing of publisher 7 at 10.0.0.1:5555 for 10000 ms"),
                        line -> assertThat(line)
                                .endsWith(
                                        "subscriber ff 'book' hears publisher 7 at 10.0.0.1:5555 again, after 12000 ms"),
                        line -> assertThat(line)
                                .endsWith("subscriber ff 'book' hears publisher 8 in place of 7: it was started anew"));
    }

    private static PublisherPresence event(PublisherPresence.Kind kind, int seconds) {
        return new PublisherPresence(7, kind, Duration.ofSeconds(seconds));
    }

    private List<String> lines() {
        return captured.lines();
    }
}
