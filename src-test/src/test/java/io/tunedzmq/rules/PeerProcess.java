package io.tunedzmq.rules;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.examples.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Subscribers in a process of their own. Prints a line when all are ready, and ends when it is killed, or with its
 * parent.
 */
final class PeerProcess {
    private static final Duration SOON = Duration.ofSeconds(20);

    private PeerProcess() {}

    /**
     * @param subscribers one each: name:prefix:microseconds of work for each message; below 0 it is stuck in the first
     */
    static JavaProcess start(String endpoint, String... subscribers) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(endpoint));
        arguments.addAll(List.of(subscribers));
        return JavaProcess.start(PeerProcess.class, arguments.toArray(String[]::new));
    }

    public static void main(String[] args) throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Load load = new Load()) {
            for (String each : List.of(args).subList(1, args.length)) {
                String[] parts = each.split(":", -1);
                Subscriber subscriber = context.subscriber()
                        .connect(args[0])
                        .name(parts[0])
                        .topicPrefix(parts[1])
                        .hwm(HwmPolicy.messages(100))
                        .open();
                if (!subscriber.awaitReady(SOON)) {
                    throw new IllegalStateException("not ready within " + SOON);
                }
                long work = Long.parseLong(parts[2]);
                load.receive(subscriber, message -> {
                    while (work < 0) {
                        LockSupport.parkNanos(SOON.toNanos());
                    }
                    if (work > 0) {
                        Load.compute(Duration.ofNanos(1_000 * work));
                    }
                });
            }
            System.out.println("ready");
            int end = System.in.read(); // Nothing is ever written: it ends with the parent.
            System.out.println("the parent is gone: " + end);
        }
    }
}
