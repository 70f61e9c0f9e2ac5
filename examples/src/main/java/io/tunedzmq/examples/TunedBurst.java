package io.tunedzmq.examples;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import java.util.concurrent.FutureTask;

/** Publisher and Subscriber of this library at their defaults. */
final class TunedBurst implements Burst {
    private static final String TOPIC = "burst";
    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final OverflowPolicy overflow;
    private volatile long accepted = Long.MAX_VALUE;

    TunedBurst(String name, OverflowPolicy overflow) {
        this.name = name;
        this.overflow = overflow;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outcome run(int messages, Tally tally, long deadlineNs) throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .overflow(overflow)
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic(TOPIC)
                    .open();
            if (!subscriber.awaitReady(Duration.ofNanos(deadlineNs - System.nanoTime()))) {
                throw new IllegalStateException("the subscriber was not ready in time");
            }
            FutureTask<Long> receiver = new FutureTask<>(() -> receive(subscriber, tally, deadlineNs));
            Threads.start("tuned-receiver", receiver);
            long startNs = System.nanoTime();
            accepted = publish(publisher, messages, tally, deadlineNs - Burst.IN_FLIGHT_NS);
            long lastNs = receiver.get();
            long received = subscriber.stats().received();
            return new Outcome(name, accepted, received, subscriber.stats().dropped(), lastNs - startNs);
        }
    }

    private static long publish(Publisher publisher, int messages, Tally tally, long deadlineNs) {
        byte[] payload = new byte[Burst.MESSAGE_BYTES];
        long accepted = 0;
        for (int i = 0; i < messages && System.nanoTime() - deadlineNs < 0; i++) {
            if (publisher.publish(TOPIC, payload) == PublishResult.ACCEPTED) {
                accepted++;
            }
            tally.sent(accepted);
        }
        return accepted;
    }

    /** Receives until every accepted message is here or counted as dropped; returns when the last one came. */
    private long receive(Subscriber subscriber, Tally tally, long deadlineNs) {
        long received = 0;
        long lastNs = System.nanoTime();
        while (System.nanoTime() - deadlineNs < 0) {
            if (subscriber.receive(POLL) != null) {
                received++;
                lastNs = System.nanoTime();
                tally.delivered(received);
            } else if (received + subscriber.stats().dropped() >= accepted) {
                return lastNs;
            }
        }
        return lastNs;
    }
}
