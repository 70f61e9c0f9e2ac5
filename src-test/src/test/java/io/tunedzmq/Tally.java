package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.SubscriberStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** A receiver that checks every message it gets and goes on until everything is accounted for. */
final class Tally {
    /** Longer than the beacon interval: silence of that length means that nothing more comes. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Subscriber subscriber;
    private final Map<String, Long> lastSequence = new HashMap<>();
    private long received;

    Tally(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    /** Receives until the subscriber has accounted for so many messages, pausing a millisecond where asked to. */
    SubscriberStats receiveUntilAccounted(long expected, LongPredicate pauseAfter) {
        long quietSince = System.nanoTime();
        while (accounted() < expected && System.nanoTime() - quietSince < SILENCE.toNanos()) {
            Message message = subscriber.receive(Duration.ofMillis(100)); // A lost tail is counted without a message.
            if (message == null) {
                continue;
            }
            quietSince = System.nanoTime();
            check(message);
            if (pauseAfter.test(received)) {
                LockSupport.parkNanos(1_000_000); // A slow application is what the test is about.
            }
        }
        assertThat(subscriber.stats().received()).isEqualTo(received);
        return subscriber.stats();
    }

    SubscriberStats receiveUntilAccounted(long expected) {
        return receiveUntilAccounted(expected, count -> false);
    }

    private long accounted() {
        SubscriberStats stats = subscriber.stats();
        return stats.received() + stats.dropped();
    }

    private void check(Message message) {
        received++;
        String stream = message.epoch() + message.topic();
        Long last = lastSequence.put(stream, message.sequence());
        assertThat(message.sequence()).isGreaterThan(last == null ? 0 : last);
        assertThat(ByteBuffer.wrap(message.payload()).getLong()).isEqualTo(message.sequence());
    }
}
