package io.tunedzmq.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Full speed at the default high water mark: a plain PUB that is told "sent" each time, and this library with {@code
 * block()}. How many messages a second arrive?
 */
final class Blast {
    private static final int BYTES = 64;
    private static final int MESSAGES = 3_000_000;
    private static final int ATTEMPTS = 10;
    private static final int SILENCE_MILLIS = 500;
    private static final int PROBE_MILLIS = 10;
    private static final int PROBES = 100;

    private final int rounds;
    private final PrintStream out;

    Blast(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    /**
     * What arrived.
     *
     * @param plainPercent of the messages that the plain PUB called sent
     * @param plainMillions a second that arrived of those
     * @param tunedMillions a second that arrived with {@code block()}: all of them
     * @param ratio of the two rates in the same round
     */
    record Row(Spread plainPercent, Spread plainMillions, Spread tunedMillions, Spread ratio) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "  plain PUB      %s %% arrive, %s M/s%n  tunedzmq       100 %% arrive, %s M/s   ours / it %s",
                    plainPercent.text(".1f"),
                    plainMillions.text(".3f"),
                    tunedMillions.text(".3f"),
                    ratio.text(".2f"));
        }
    }

    Row run() throws Exception {
        double[] percent = new double[rounds];
        double[] plain = new double[rounds];
        double[] tuned = new double[rounds];
        double[] ratio = new double[rounds];
        InProcess ours = new Tuned();
        for (int round = -1; round < rounds; round++) { // The first one only warms up.
            double rate = ours.run(Load.of(BYTES, MESSAGES)).rate() / 1e6;
            Delivered delivered = plain();
            if (round >= 0) {
                percent[round] = 100.0 * delivered.messages / MESSAGES;
                plain[round] = delivered.messages / delivered.seconds / 1e6;
                tuned[round] = rate;
                ratio[round] = tuned[round] / plain[round];
            }
        }
        Row row = new Row(Spread.of(percent), Spread.of(plain), Spread.of(tuned), Spread.of(ratio));
        out.println(BYTES + " B, " + MESSAGES + " messages at full speed, default high water marks, 2 I/O threads");
        out.println(row);
        out.flush();
        return row;
    }

    /** Messages that arrived, from the first send to the last arrival. */
    private record Delivered(long messages, double seconds) {}

    private static Delivered plain() throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try (ZContext context = new ZContext(2)) {
                ZMQ.Socket publisher = context.createSocket(SocketType.PUB);
                publisher.bind("tcp://127.0.0.1:*");
                ZMQ.Socket subscriber = context.createSocket(SocketType.SUB);
                subscriber.subscribe(ZMQ.SUBSCRIPTION_ALL);
                subscriber.connect(publisher.getLastEndpoint());
                if (probed(publisher, subscriber)) {
                    return blast(publisher, subscriber);
                }
            }
        }
        throw new IllegalStateException("no connection in " + ATTEMPTS + " attempts");
    }

    /** Whether the subscription is live: JeroMQ stalls some fresh connections for 30 s. */
    private static boolean probed(ZMQ.Socket publisher, ZMQ.Socket subscriber) {
        subscriber.setReceiveTimeOut(PROBE_MILLIS);
        for (int i = 0; i < PROBES; i++) {
            publisher.send(new byte[1]);
            if (subscriber.recv() != null) {
                subscriber.setReceiveTimeOut(SILENCE_MILLIS);
                byte[] more = subscriber.recv();
                while (more != null) {
                    more = subscriber.recv();
                }
                return true;
            }
        }
        return false;
    }

    private static Delivered blast(ZMQ.Socket publisher, ZMQ.Socket subscriber) throws InterruptedException {
        long[] seen = new long[2];
        long start = System.nanoTime();
        Thread receiver = new Thread(() -> {
            byte[] message = subscriber.recv();
            while (message != null) {
                seen[0]++;
                seen[1] = System.nanoTime();
                message = subscriber.recv();
            }
        });
        receiver.start();
        for (int i = 0; i < MESSAGES; i++) {
            if (!publisher.send(new byte[BYTES])) {
                throw new IllegalStateException("a plain PUB refused a message");
            }
        }
        receiver.join();
        return new Delivered(seen[0], (seen[1] - start) / 1e9);
    }
}
