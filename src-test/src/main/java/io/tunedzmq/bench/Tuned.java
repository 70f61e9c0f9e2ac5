package io.tunedzmq.bench;

import io.tunedzmq.MessageView;
import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TopicPublisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.OverflowPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** This library, losing nothing. */
final class Tuned implements InProcess {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "tunedzmq";
    }

    @Override
    public Wire open(Load load) {
        TunedContext context =
                TunedContext.builder().ioThreads(load.ioThreads()).build();
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(LONG))
                .open();
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < load.subscribers(); i++) {
            subscribers.add(context.subscriber()
                    .connect(publisher.endpoint())
                    .topicPrefix("")
                    .open());
        }
        for (Subscriber subscriber : subscribers) {
            if (!subscriber.awaitReady(LONG)) {
                throw new IllegalStateException("not ready");
            }
        }
        TopicPublisher[] topics = new TopicPublisher[load.topics()];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = publisher.topic("t" + i);
        }
        return new Wire() {
            @Override
            public void publish(int topic, byte[] payload) {
                if (topics[topic].publish(payload) != PublishResult.ACCEPTED) {
                    throw new IllegalStateException("refused");
                }
            }

            @Override
            public void receive(int subscriber, long count, Check check) {
                Tuned.receive(subscribers.get(subscriber), count, view -> {
                    ByteBuffer payload = view.payload();
                    check.message(payload.getLong(payload.position()), payload.remaining());
                });
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }

    /** Takes so many messages. */
    static void receive(Subscriber subscriber, long count, Consumer<MessageView> handler) {
        long left = count;
        while (left > 0) {
            int handled = subscriber.drain(handler, (int) Math.min(left, 1_000), LONG);
            if (handled == 0) {
                throw new IllegalStateException("nothing came: " + subscriber.stats());
            }
            left -= handled;
        }
    }
}
