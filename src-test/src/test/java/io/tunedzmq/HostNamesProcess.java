package io.tunedzmq;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Connects a subscriber to hosts, at each of which a publisher listens, and says when it is ready. Its hosts are in a
 * file.
 */
final class HostNamesProcess {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String STEADY = "steady";

    /** Beside the publisher somebody accepts connections at 127.0.0.2 and says nothing. */
    private static final String MUTE = "mute.test";

    private HostNamesProcess() {}

    public static void main(String[] args) throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            if (args[0].equals(STEADY)) {
                System.out.println("millis " + longestPauseMillis(context, args[1]));
                return;
            }
            Publisher four = context.publisher().bind("tcp://127.0.0.1:*").open();
            if (args[0].equals(MUTE)) {
                new ServerSocket(Integer.parseInt(port(four)), 50, InetAddress.getByName("127.0.0.2"));
            }
            SubscriberBuilder builder = context.subscriber().topic("t");
            for (String host : args) {
                boolean six = host.startsWith("[") || host.startsWith("six");
                Publisher publisher =
                        six ? context.publisher().bind("tcp://[::1]:*").open() : four;
                builder.connect("tcp://" + host + ":" + port(publisher));
            }
            Subscriber subscriber = builder.open();
            if (!subscriber.awaitReady(SOON)) {
                System.out.println("not ready");
                System.out.println(subscriber.awaitReady(LONG) ? "ready" : "still not ready");
            } else {
                System.out.println("ready");
            }
        }
    }

    /** Of a stream over a connection that is fine, beside one to a host whose address nobody tells. */
    private static long longestPauseMillis(TunedContext context, String host) throws Exception {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .connect("tcp://" + host + ":" + port(publisher))
                .topic("t")
                .open();
        if (!publisher.awaitSubscribers(1, "t", LONG)) {
            throw new IllegalStateException("nobody came");
        }
        long endNs = System.nanoTime() + SOON.toNanos();
        Running<Void> stream = Running.start("stream", () -> {
            while (System.nanoTime() - endNs < 0) {
                publisher.publish("t", new byte[8]);
                LockSupport.parkNanos(1_000_000);
            }
            return null;
        });
        long longestNs = 0;
        long lastNs = System.nanoTime();
        while (System.nanoTime() - endNs < 0) {
            if (subscriber.receive(Duration.ofMillis(100)) != null) {
                longestNs = Math.max(longestNs, System.nanoTime() - lastNs);
                lastNs = System.nanoTime();
            }
        }
        stream.result();
        return Math.max(longestNs, System.nanoTime() - lastNs) / 1_000_000;
    }

    private static String port(Publisher publisher) {
        return publisher.endpoint().substring(publisher.endpoint().lastIndexOf(':') + 1);
    }
}
