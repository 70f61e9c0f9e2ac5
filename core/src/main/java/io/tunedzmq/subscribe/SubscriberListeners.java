package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.stats.SlowEpisode;
import java.util.function.Consumer;

/** Whom a subscriber tells what it notices. What they throw is logged: no message may be lost for it. Immutable. */
public record SubscriberListeners(
        Consumer<Gap> onGap, Consumer<SlowEpisode> onSlow, Consumer<PublisherPresence> onPublisher) {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    void tell(Gap gap) {
        tell(onGap, gap);
    }

    void tell(SlowEpisode episode) {
        tell(onSlow, episode);
    }

    void tell(PublisherPresence event) {
        tell(onPublisher, event);
    }

    private static <T> void tell(Consumer<T> listener, T event) {
        try {
            listener.accept(event);
        } catch (Throwable e) { // Also a checked exception of code that was not compiled by javac.
            log.error("a listener failed for: {}", event, e);
        }
    }
}
