package io.tunedzmq.bench.processes;

import java.util.Arrays;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** SUB. */
final class PlainReceiver implements Receiver {
    private final ZContext context;
    private final ZMQ.Socket socket;
    private final byte[][] names;
    private final int bytes;

    PlainReceiver(Setup setup, String endpoint) {
        names = Topics.encoded(setup.topics());
        bytes = setup.bytes();
        context = new ZContext(setup.ioThreads());
        socket = context.createSocket(SocketType.SUB);
        socket.setHWM(PlainSender.HWM);
        socket.setSndHWM(0); // Subscriptions beyond it would vanish.
        socket.setHandshakeIvl(PlainSender.HANDSHAKE_MILLIS);
        socket.setReceiveTimeOut((int) Sender.LONG.toMillis());
        if (setup.exact()) {
            for (byte[] name : names) {
                socket.subscribe(name);
            }
        } else {
            socket.subscribe(Topics.PREFIX);
        }
        socket.connect(endpoint);
    }

    @Override
    public boolean receive(Arrivals arrivals) {
        byte[] message = socket.recv();
        if (message == null) {
            return false;
        }
        int offset = Math.max(0, message.length - bytes);
        byte[] name = names[arrivals.message(message, offset, message.length - offset)];
        if (!Arrays.equals(message, 0, offset, name, 0, name.length)) {
            throw new IllegalStateException("a message came in another topic than it was sent to");
        }
        return true;
    }

    @Override
    public void close() {
        context.close();
    }
}
