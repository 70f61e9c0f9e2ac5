package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.ContextStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads that publish at full speed to somebody who takes nothing. */
@Timeout(120)
class ManyPublishersTest {
    private static final int PUBLISHERS = 12;
    private static final int MESSAGES = 10_000;
    private static final int BYTES = 60_000;

    /** While one makes room the others must not go on, or they fill the heap faster than that does. */
    @Test
    void shouldKeepTheMemoryBudgetTogether() throws Exception {
        try (TunedContext context = TunedContext.builder()
                .memoryBudget(8 << 20)
                .linger(Duration.ZERO)
                .build()) {
            List<Publisher> publishers = new ArrayList<>();
            SubscriberBuilder builder = context.subscriber().topic("prices");
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(context.publisher().bind("tcp://127.0.0.1:*").open());
                builder.connect(publishers.get(i).endpoint());
            }
            assertThat(builder.open().awaitReady(Duration.ofSeconds(30))).isTrue();
            AtomicBoolean over = new AtomicBoolean();
            Running<Long> watching = Running.start("watching", () -> most(context, over));

            byte[] payload = new byte[BYTES];
            List<Running<Long>> publishing = new ArrayList<>();
            for (Publisher each : publishers) {
                publishing.add(Running.start("publishing", () -> publish(each, payload)));
            }
            for (Running<Long> each : publishing) {
                assertThat(each.result()).isEqualTo(MESSAGES);
            }
            over.set(true);

            ContextStats stats = context.stats();
            assertThat(stats.outgoingBudget()).isEqualTo(4 << 20);
            assertThat(watching.result()).isBetween(stats.outgoingBudget() / 2, 4 * stats.outgoingBudget());
        }
    }

    private static long publish(Publisher publisher, byte[] payload) {
        long accepted = 0;
        for (int i = 0; i < MESSAGES; i++) {
            accepted += publisher.publish("prices", payload) == PublishResult.ACCEPTED ? 1 : 0;
        }
        return accepted;
    }

    private static long most(TunedContext context, AtomicBoolean over) {
        long most = 0;
        while (!over.get()) {
            most = Math.max(most, context.stats().outgoingBytes());
            LockSupport.parkNanos(1_000_000);
        }
        return most;
    }
}
