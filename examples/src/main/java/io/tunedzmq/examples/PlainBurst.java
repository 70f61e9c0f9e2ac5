package io.tunedzmq.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** PUB and SUB of JeroMQ as they come. Here {@code send} answers true for every message that is thrown away. */
final class PlainBurst implements Burst {
    private static final byte PROBE = 1;
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int POLL_MILLIS = 50;

    private final CountDownLatch live = new CountDownLatch(1);
    private volatile long sentAllNs;
    private volatile boolean sentAll;

    private record Received(long messages, long lastNs) {}

    @Override
    public String name() {
        return "plain JeroMQ";
    }

    @Override
    public Outcome run(int messages, Tally tally, long deadlineNs) throws Exception {
        try (ZContext context = new ZContext();
                ZMQ.Socket publisher = context.createSocket(SocketType.PUB)) {
            heal(publisher);
            publisher.bind("tcp://127.0.0.1:*");
            String endpoint = publisher.getLastEndpoint();
            FutureTask<Received> receiver = new FutureTask<>(() -> receive(context, endpoint, tally, deadlineNs));
            Threads.start("plain-receiver", receiver);
            probe(publisher, deadlineNs);
            long startNs = System.nanoTime();
            long sent = send(publisher, messages, tally, deadlineNs - IN_FLIGHT_NS);
            sentAllNs = System.nanoTime();
            sentAll = true;
            Received received = receiver.get();
            return new Outcome(name(), sent, received.messages, null, received.lastNs - startNs);
        }
    }

    /**
     * One connection in a dozen stalls in JeroMQ's handshake until its time is over, 30 s by default; this only
     * shortens that. Queues stay at their defaults.
     */
    private static void heal(ZMQ.Socket socket) {
        socket.setHandshakeIvl(1_000);
    }

    /** A plain publisher is never told that a subscription is live, so it asks until the first answer gets through. */
    private void probe(ZMQ.Socket publisher, long deadlineNs) throws InterruptedException {
        byte[] probe = {PROBE};
        do {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new IllegalStateException("plain JeroMQ made no connection in time");
            }
            publisher.send(probe);
        } while (!live.await(5, TimeUnit.MILLISECONDS));
    }

    private static long send(ZMQ.Socket publisher, int messages, Tally tally, long deadlineNs) {
        byte[] payload = new byte[MESSAGE_BYTES];
        long sent = 0;
        for (int i = 0; i < messages && System.nanoTime() - deadlineNs < 0; i++) {
            if (publisher.send(payload)) {
                sent++;
            }
            tally.sent(sent);
        }
        return sent;
    }

    private Received receive(ZContext context, String endpoint, Tally tally, long deadlineNs) {
        try (ZMQ.Socket subscriber = context.createSocket(SocketType.SUB)) {
            heal(subscriber);
            subscriber.setReceiveTimeOut(POLL_MILLIS);
            subscriber.subscribe(ZMQ.SUBSCRIPTION_ALL);
            subscriber.connect(endpoint);
            long received = 0;
            long lastNs = System.nanoTime();
            while (!quiet(lastNs) && System.nanoTime() - deadlineNs < 0) {
                byte @Nullable [] message = subscriber.recv();
                if (message != null && message.length == MESSAGE_BYTES) {
                    received++;
                    lastNs = System.nanoTime();
                    tally.delivered(received);
                } else if (message != null) {
                    live.countDown();
                }
            }
            return new Received(received, lastNs);
        }
    }

    /** Nobody says which message is the last one; silence has to do. */
    private boolean quiet(long lastNs) {
        long nowNs = System.nanoTime();
        return sentAll && nowNs - sentAllNs > QUIET_NS && nowNs - lastNs > QUIET_NS;
    }
}
