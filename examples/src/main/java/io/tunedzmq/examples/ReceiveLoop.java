package io.tunedzmq.examples;

import io.tunedzmq.Message;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.time.Duration;

/** The README's loop that receives, until the process is told to end. */
public final class ReceiveLoop {
    private ReceiveLoop() {}

    /** Subscribes at the endpoint that is given, or at the one of the README's other programs. */
    public static void main(String[] args) {
        String endpoint = args.length == 0 ? "tcp://127.0.0.1:5555" : args[0];
        // tag::readme[]
        try (TunedContext context = TunedContext.builder().getOrBuild();
                Subscriber subscriber =
                        context.subscriber().connect(endpoint).topic("prices").open()) {
            Runtime.getRuntime().addShutdownHook(new Thread(subscriber::close));
            while (!subscriber.isClosed()) {
                Message message = subscriber.receive(Duration.ofSeconds(1)); // null if none came, or it was closed
                if (message != null) {
                    System.out.println(message.topic() + ": " + message.text());
                }
            }
        }
        // end::readme[]
    }
}
