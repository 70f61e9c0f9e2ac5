package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.publisher;
import static io.tunedzmq.rules.Setup.subscriber;

import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The memory budget is used up long before a queue is full. */
final class MemoryShortages {
    private MemoryShortages() {}

    static List<Scenario> all() {
        return List.of(
                ill("bursts beyond the memory budget", Symptom.MEMORY_BUDGET_TOO_LOW, () -> burst(8 << 20)),
                ill(
                        "blocked, and the memory budget used up",
                        Symptom.APPLICATION_BLOCKED,
                        Symptom.MEMORY_BUDGET_TOO_LOW,
                        MemoryShortages::blocked));
    }

    static Diagnosis burst(long memoryBudget) {
        try (TunedContext context = context(memoryBudget);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.unbounded(), OverflowPolicy.drop());
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.unbounded()), message -> {});
            load.publish(publisher, number -> "prices", 2_000, 10_000, Duration.ofMillis(800));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis blocked() {
        try (TunedContext context = context(8 << 20);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.unbounded(), OverflowPolicy.drop());
            load.receive(
                    subscriber(context, publisher.endpoint(), HwmPolicy.unbounded()),
                    message -> LockSupport.parkNanos(20_000_000));
            load.publish(publisher, number -> "prices", 5_000, 1, Duration.ofMillis(1));
            Load.await("something given up", () -> context.stats().givenUp() > 0);
            return context.diagnose(WINDOW);
        }
    }

    private static TunedContext context(long memoryBudget) {
        return TunedContext.builder()
                .memoryBudget(memoryBudget)
                .linger(Duration.ZERO)
                .build();
    }
}
