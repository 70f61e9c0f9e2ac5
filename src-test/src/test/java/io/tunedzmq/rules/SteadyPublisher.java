package io.tunedzmq.rules;

import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.examples.Load;
import java.io.IOException;
import java.time.Duration;

/**
 * A publisher in a process of its own that sends large messages at a steady rate and drops what has no room. Prints its
 * endpoint, and ends when it is killed, or with its parent.
 */
final class SteadyPublisher {
    private SteadyPublisher() {}

    public static void main(String[] args) throws IOException {
        try (TunedContext context = TunedContext.builder().build();
                Load load = new Load()) {
            Publisher publisher = Setup.publisher(context, HwmPolicy.messages(50), OverflowPolicy.drop());
            System.out.println(publisher.endpoint());
            load.publish(publisher, number -> "prices", 20_000, 2, Duration.ofMillis(1));
            int end = System.in.read(); // Nothing is ever written: it ends with the parent.
            System.out.println("the parent is gone: " + end);
        }
    }
}
