package io.tunedzmq.bench.processes;

import io.tunedzmq.Message;
import io.tunedzmq.MessageView;
import io.tunedzmq.Subscriber;
import io.tunedzmq.SubscriberBuilder;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;

/** A Subscriber that is ready. */
final class TunedReceiver implements Receiver {
    /** Messages that it drains at once, at most. */
    private static final int BATCH = 1_000;

    private final AutoCloseable owner;
    private final Subscriber subscriber;
    private final String[] names;
    private final boolean drain;

    TunedReceiver(Setup setup, String endpoint) {
        this(setup, endpoint, TunedSender.builder(setup).build());
    }

    private TunedReceiver(Setup setup, String endpoint, TunedContext context) {
        this(setup, endpoint, context, context);
    }

    /** @param owner closed with it: of the context, or the context itself */
    TunedReceiver(Setup setup, String endpoint, TunedContext context, AutoCloseable owner) {
        this.owner = owner;
        names = Topics.names(setup.topics());
        drain = setup.drain();
        SubscriberBuilder builder = context.subscriber().connect(endpoint).hwm(HwmPolicy.messages(setup.hwm()));
        if (setup.exact()) {
            for (String name : names) {
                builder.topic(name);
            }
        } else {
            builder.topicPrefix(Topics.PREFIX);
        }
        subscriber = builder.open();
        if (!subscriber.awaitReady(Sender.LONG)) {
            throw new IllegalStateException("not ready: " + subscriber.publishers());
        }
    }

    @Override
    public boolean receive(Arrivals arrivals) {
        if (drain) {
            return subscriber.drain(view -> take(view, arrivals), BATCH, Sender.LONG) > 0;
        }
        Message message = subscriber.receive(Sender.LONG);
        if (message == null) {
            return false;
        }
        byte[] payload = message.payload();
        check(arrivals.message(payload, 0, payload.length), message.topic());
        return true;
    }

    private void take(MessageView view, Arrivals arrivals) {
        check(arrivals.message(view.payload()), view.topic());
    }

    private void check(int topic, String name) {
        if (!name.equals(names[topic])) {
            throw new IllegalStateException("a message of " + names[topic] + " came as one of " + name);
        }
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
