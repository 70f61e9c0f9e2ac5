package io.tunedzmq.bench.processes;

import java.util.Arrays;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** XPUB that waits instead of dropping; a message is one frame of topic, NUL and payload. */
final class PlainSender implements Sender {
    /** At which it carries the most. */
    static final int HWM = 10_000;

    /** A fresh connection that JeroMQ stalls for 30 s by default is made anew after so long. */
    static final int HANDSHAKE_MILLIS = 500;

    private final ZContext context;
    private final ZMQ.Socket socket;
    private final byte[][] names;
    private final int subscriptions;

    PlainSender(Setup setup) {
        names = Topics.encoded(setup.topics());
        subscriptions = setup.subscribers() * (setup.exact() ? setup.topics() : 1);
        context = new ZContext(setup.ioThreads());
        socket = context.createSocket(SocketType.XPUB);
        socket.setHWM(HWM);
        socket.setXpubNoDrop(true);
        socket.setXpubVerbose(true);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.setReceiveTimeOut((int) LONG.toMillis());
        socket.bind("tcp://127.0.0.1:*");
    }

    @Override
    public String endpoint() {
        return socket.getLastEndpoint();
    }

    @Override
    public void awaitSubscribers() {
        for (int i = 0; i < subscriptions; i++) {
            if (socket.recv() == null) {
                throw new IllegalStateException(i + " subscriptions of " + subscriptions + " came");
            }
        }
    }

    @Override
    public void publish(int topic, byte[] payload) {
        byte[] name = names[topic];
        byte[] message = Arrays.copyOf(name, name.length + payload.length); // JeroMQ keeps the array.
        System.arraycopy(payload, 0, message, name.length, payload.length);
        if (!socket.send(message)) {
            throw new IllegalStateException("refused");
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
