package io.tunedzmq.bench.processes;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.TopicPublisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.TunedContextBuilder;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.util.Arrays;

/** A Publisher with {@code block()}. */
final class TunedSender implements Sender {
    private final int subscribers;
    private final AutoCloseable owner;
    private final Publisher publisher;
    private final TopicPublisher[] topics;

    TunedSender(Setup setup) {
        this(setup, builder(setup).build());
    }

    private TunedSender(Setup setup, TunedContext context) {
        this(setup, context, context);
    }

    /** @param owner closed with it: of the context, or the context itself */
    TunedSender(Setup setup, TunedContext context, AutoCloseable owner) {
        this.owner = owner;
        subscribers = setup.subscribers();
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(setup.hwm()))
                .overflow(OverflowPolicy.block(LONG))
                .open();
        topics = Arrays.stream(Topics.names(setup.topics()))
                .map(publisher::topic)
                .toArray(TopicPublisher[]::new);
    }

    static TunedContextBuilder builder(Setup setup) {
        TunedContextBuilder builder = TunedContext.builder().ioThreads(setup.ioThreads());
        if (setup.budget() > 0) {
            builder.memoryBudget((long) setup.budget() << 20);
        }
        return builder;
    }

    @Override
    public String endpoint() {
        return publisher.endpoint();
    }

    @Override
    public void awaitSubscribers() {
        if (!publisher.awaitSubscribers(subscribers, topics[0].topic(), LONG)) {
            throw new IllegalStateException("not all subscribed: " + publisher.subscribers());
        }
    }

    @Override
    public void publish(int topic, byte[] payload) {
        if (topics[topic].publish(payload) != PublishResult.ACCEPTED) {
            throw new IllegalStateException("refused: " + publisher.stats());
        }
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
