package io.tunedzmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes the largest messages that the default takes to subscribers that stand still, ten times what the budget has
 * room for.
 */
final class LargestMessages {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MESSAGES = 640;

    private LargestMessages() {}

    public static void main(String[] args) {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Subscriber subscriber = context.subscriber()
                        .connect(publisher.endpoint())
                        .topic("pictures")
                        .open();
                subscribers.add(subscriber);
                if (!subscriber.awaitReady(SOON)) {
                    throw new IllegalStateException("not ready");
                }
            }
            byte[] picture = new byte[1 << 20];
            long most = 0;
            for (int i = 0; i < MESSAGES; i++) {
                publisher.publish("pictures", picture);
                most = Math.max(most, context.stats().outgoingBytes());
            }
            for (Subscriber subscriber : subscribers) {
                Wait.until(() -> "all of " + subscriber.stats(), () -> {
                    subscriber.drain(view -> {}, 100, Duration.ofMillis(10));
                    return subscriber.stats().received() + subscriber.stats().dropped() == MESSAGES;
                });
            }
            System.out.println("balanced");
            System.out.println(most);
            System.out.println(context.stats().givenUp());
        }
    }
}
