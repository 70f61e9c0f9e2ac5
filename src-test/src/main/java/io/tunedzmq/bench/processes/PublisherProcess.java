package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Pace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Publishes for so many seconds. The first argument is the carrier. It says "endpoint", and "ready" when all
 * subscribers are there; told to begin by one line, it publishes and says "used" and "published"; the next line ends
 * it.
 */
final class PublisherProcess {
    /** Messages between two looks at the clock. */
    private static final int LOOK = 64;

    private final Setup setup;
    private final Sender sender;
    private final byte[] payload;
    private final long[] last;
    private final int[] order;
    private int turn;
    private long published;

    private PublisherProcess(Setup setup, Sender sender) {
        this.setup = setup;
        this.sender = sender;
        payload = new byte[setup.bytes()];
        last = new long[setup.topics()];
        order = Topics.order(setup);
    }

    public static void main(String[] args) throws Exception {
        Setup setup = Setup.of(List.of(args).subList(1, args.length));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Sender sender = Carrier.of(args[0]).sender(setup)) {
            PublisherProcess publisher = new PublisherProcess(setup, sender);
            System.out.println("endpoint " + sender.endpoint());
            sender.awaitSubscribers();
            System.out.println("ready");
            if (in.readLine() == null) {
                return; // Who started it is gone.
            }
            Usage before = Usage.now();
            publisher.publish();
            System.out.println("used " + Usage.now().since(before).line());
            System.out.println("published " + publisher.published);
            in.readLine();
        }
    }

    private void publish() throws Exception {
        long startNs = System.nanoTime();
        if (setup.rate() == 0) {
            publishFor(startNs, TimeUnit.SECONDS.toNanos(setup.seconds()));
        } else {
            Pace pace = new Pace(startNs, setup.rate());
            for (long i = (long) setup.rate() * setup.seconds(); i > 0; i--) {
                next(pace.next());
            }
        }
        Payload.write(payload, published, Payload.END, startNs);
        sender.publish(0, payload);
        sender.flush();
    }

    private void publishFor(long startNs, long durationNs) throws Exception {
        while (System.nanoTime() - startNs < durationNs) {
            for (int i = 0; i < LOOK; i++) {
                next(startNs);
            }
        }
    }

    private void next(long timeNs) throws Exception {
        int topic = order[turn];
        turn = turn + 1 == order.length ? 0 : turn + 1;
        last[topic]++;
        Payload.write(payload, last[topic], topic, timeNs);
        sender.publish(topic, payload);
        published++;
    }
}
