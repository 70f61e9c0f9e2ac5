package io.tunedzmq;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A subscriber of "prices" in a process of its own; at the end of the stream it prints what it counted. */
final class SubscriberProcess implements AutoCloseable {
    private final JavaProcess process;

    private SubscriberProcess(JavaProcess process) {
        this.process = process;
    }

    static SubscriberProcess start(String endpoint) throws IOException {
        return new SubscriberProcess(JavaProcess.start(SubscriberProcess.class, endpoint));
    }

    String receivedAtEnd() throws IOException {
        return process.line();
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] args) {
        try (TunedContext context = TunedContext.builder().build()) {
            Subscriber subscriber =
                    context.subscriber().connect(args[0]).topic("prices").open();
            @Nullable Message message = subscriber.receive(Duration.ofSeconds(30));
            while (message != null) {
                message = subscriber.receive(Duration.ofSeconds(3));
            }
            System.out.println("received " + subscriber.stats().received() + " dropped "
                    + subscriber.stats().dropped());
        }
    }
}
