package io.tunedzmq.bench;

import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ at its honest best: XPUB that waits instead of dropping, one frame a message without a tag, SUB to everything.
 * The handshake timeout only heals the connections that JeroMQ stalls for 30 s.
 */
final class PlainJeromq implements Contender {
    @Override
    public String name() {
        return "plain JeroMQ";
    }

    @Override
    public Wire open(Load load) {
        ZContext context = new ZContext(load.ioThreads());
        ZMQ.Socket publisher = context.createSocket(SocketType.XPUB);
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
            publisher.recv(); // its subscription
        }
        Object lock = new Object();
        boolean shared = load.threads() > 1;
        return new Wire() {
            @Override
            public void publish(int topic, byte[] payload) {
                byte[] copy = payload.clone(); // JeroMQ keeps the array.
                if (shared) {
                    synchronized (lock) {
                        send(copy);
                    }
                } else {
                    send(copy);
                }
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
                    check.payload(message, 0, message.length);
                }
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }
}
