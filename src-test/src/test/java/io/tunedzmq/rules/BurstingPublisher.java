package io.tunedzmq.rules;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.examples.Load;
import java.io.IOException;
import java.time.Duration;

/**
 * A publisher in a process of its own whose bursts its queue does not hold. Prints its endpoint, and ends when it is
 * killed, or with its parent.
 */
final class BurstingPublisher {
    private BurstingPublisher() {}

    static JavaProcess start() throws IOException {
        return JavaProcess.start(BurstingPublisher.class);
    }

    public static void main(String[] args) throws IOException {
        try (TunedContext context = TunedContext.builder().build();
                Load load = new Load()) {
            Publisher publisher = Setup.publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            System.out.println(publisher.endpoint());
            load.publish(publisher, number -> "topic-" + number % 100, 1_000, 5_000, Duration.ofMillis(400));
            int end = System.in.read(); // Nothing is ever written: it ends with the parent.
            System.out.println("the parent is gone: " + end);
        }
    }
}
