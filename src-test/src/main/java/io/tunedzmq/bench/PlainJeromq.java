package io.tunedzmq.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ at its honest best: XPUB that waits instead of dropping, one frame a message without a sequence, SUB to
 * everything; where there are several topics, the frame begins with the topic and a NUL.
 * Fresh connections that JeroMQ stalls for 30 s are healed by a short handshake timeout, or made anew.
 */
final class PlainJeromq implements InProcess {
    private static final int ATTEMPTS = 10;

    @Override
    public String name() {
        return "plain JeroMQ";
    }

    @Override
    public Wire open(Load load) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ZContext context = new ZContext(load.ioThreads());
            Wire wire = connect(context, load);
            if (wire != null) {
                return wire;
            }
            context.close();
        }
        throw new IllegalStateException("no connection in " + ATTEMPTS + " attempts");
    }

    /** Null if a connection stalled. */
    private static @Nullable Wire connect(ZContext context, Load load) {
        ZMQ.Socket publisher = context.createSocket(SocketType.XPUB);
        publisher.setReceiveTimeOut(3_000);
        publisher.setXpubNoDrop(true);
        publisher.setXpubVerbose(true);
        publisher.setHandshakeIvl(500);
        publisher.bind("tcp://127.0.0.1:*");
        List<ZMQ.Socket> subscribers = new ArrayList<>();
        for (int i = 0; i < load.subscribers(); i++) {
            ZMQ.Socket subscriber = context.createSocket(SocketType.SUB);
            subscriber.setReceiveTimeOut(60_000);
            subscriber.setHandshakeIvl(500);
            subscriber.subscribe(ZMQ.SUBSCRIPTION_ALL);
            subscriber.connect(publisher.getLastEndpoint());
            subscribers.add(subscriber);
        }
        for (int i = 0; i < load.subscribers(); i++) {
            if (publisher.recv() == null) { // its subscription
                return null;
            }
        }
        byte[][] names = new byte[load.topics()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = (load.topics() == 1 ? "" : "t" + i + '\0').getBytes(StandardCharsets.US_ASCII);
        }
        Object lock = new Object();
        boolean shared = load.threads() > 1;
        return new Wire() {
            @Override
            public void publish(int topic, byte[] payload) {
                byte[] copy = message(topic, payload); // JeroMQ keeps the array.
                if (shared) {
                    synchronized (lock) {
                        send(copy);
                    }
                } else {
                    send(copy);
                }
            }

            private byte[] message(int topic, byte[] payload) {
                byte[] name = names[topic];
                byte[] message = Arrays.copyOf(name, name.length + payload.length);
                System.arraycopy(payload, 0, message, name.length, payload.length);
                return message;
            }

            private void send(byte[] message) {
                if (!publisher.send(message)) {
                    throw new IllegalStateException("refused");
                }
            }

            @Override
            public void receive(int subscriber, long count, Check check) {
                ZMQ.Socket mine = subscribers.get(subscriber);
                for (long i = 0; i < count; i++) {
                    byte[] message = mine.recv();
                    if (message == null) {
                        throw new IllegalStateException("nothing came");
                    }
                    int topic = 0;
                    while (load.topics() > 1 && message[topic++] != 0) {
                        // The payload begins behind the NUL.
                    }
                    check.message((long) Bytes.LONG.get(message, topic), message.length - topic);
                }
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }
}
