package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Sneaky;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriberListenersTest {
    private final List<Object> told = new ArrayList<>();
    private final SubscriberListeners listeners = new SubscriberListeners(this::fail, this::fail, this::fail);

    private void fail(Object event) {
        told.add(event);
        throw Sneaky.raise(new Exception("a checked one, which nobody declared"));
    }

    /** No message may be lost for it, nor a thread that serves others. */
    @Test
    void shouldKeepWhatAListenerThrowsToItself() {
        Gap gap = new Gap("t", 1, 1, 1, false);
        SlowEpisode episode = new SlowEpisode(1, "a", Instant.EPOCH, Duration.ZERO, 0, false);
        PublisherPresence event = new PublisherPresence(1, PublisherPresence.Kind.SILENT, Duration.ofSeconds(1));

        listeners.tell(gap);
        listeners.tell(episode);
        listeners.tell(event);

        assertThat(told).containsExactly(gap, episode, event);
    }
}
