package io.tunedzmq.rules;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.examples.Load;
import java.time.Duration;

/** What scenarios share. */
final class Setup {
    /** Of other lengths by {@code -Dscenario.window=SECONDS}. */
    static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("scenario.window", 2));

    static final Duration SOON = Duration.ofSeconds(20);

    private Setup() {}

    static TunedContext context(int ioThreads) {
        return TunedContext.builder().ioThreads(ioThreads).linger(Duration.ZERO).build();
    }

    static Publisher publisher(TunedContext context, HwmPolicy hwm, OverflowPolicy overflow) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(hwm)
                .overflow(overflow)
                .open();
    }

    static Subscriber subscriber(TunedContext context, String endpoint, HwmPolicy hwm) {
        Subscriber subscriber =
                context.subscriber().connect(endpoint).topicPrefix("").hwm(hwm).open();
        if (!subscriber.awaitReady(SOON)) {
            throw new AssertionError("not ready: " + subscriber);
        }
        return subscriber;
    }

    /** 5,000 messages a second, which nobody has trouble with, and their diagnosis. */
    static Diagnosis steady(TunedContext context, Load load, OverflowPolicy overflow) {
        carry(context, load, overflow);
        return context.diagnose(WINDOW);
    }

    static void carry(TunedContext context, Load load, OverflowPolicy overflow) {
        Publisher publisher = publisher(context, HwmPolicy.messages(10_000), overflow);
        load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(10_000)), message -> {});
        load.publish(publisher, number -> "prices", 100, 5, Duration.ofMillis(1));
    }
}
