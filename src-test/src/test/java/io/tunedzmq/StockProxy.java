package io.tunedzmq;

import java.io.IOException;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** JeroMQ's own proxy from XSUB to XPUB, in a process of its own. */
final class StockProxy implements AutoCloseable {
    private final JavaProcess process;
    private final String forPublishers;
    private final String forSubscribers;

    private StockProxy(JavaProcess process) throws IOException {
        this.process = process;
        String[] endpoints = process.line().split(" ", -1);
        forPublishers = endpoints[0];
        forSubscribers = endpoints[1];
    }

    /**
     * @param hwm messages that each of its queues holds
     * @param sources endpoints for subscribers of proxies before it; empty: publishers connect to it
     */
    static StockProxy start(int hwm, String... sources) throws IOException {
        String[] arguments = new String[1 + sources.length];
        arguments[0] = Integer.toString(hwm);
        System.arraycopy(sources, 0, arguments, 1, sources.length);
        return new StockProxy(JavaProcess.start(StockProxy.class, arguments));
    }

    /** To which publishers connect. */
    String forPublishers() {
        return forPublishers;
    }

    /** To which subscribers connect. */
    String forSubscribers() {
        return forSubscribers;
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] args) throws IOException {
        try (ZContext context = new ZContext()) {
            int hwm = Integer.parseInt(args[0]);
            ZMQ.Socket in = open(context, SocketType.XSUB, hwm);
            ZMQ.Socket out = open(context, SocketType.XPUB, hwm);
            in.bind("tcp://127.0.0.1:*");
            for (int i = 1; i < args.length; i++) {
                in.connect(args[i]);
            }
            out.bind("tcp://127.0.0.1:*");
            System.out.println(in.getLastEndpoint() + " " + out.getLastEndpoint());
            Thread proxy = new Thread(() -> ZMQ.proxy(in, out, null), "proxy");
            proxy.setDaemon(true);
            proxy.start();
            int end = System.in.read(); // Nothing is ever written: it ends with the parent.
            System.exit(Math.min(end, 0));
        }
    }

    private static ZMQ.Socket open(ZContext context, SocketType type, int hwm) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setHWM(hwm);
        return socket;
    }
}
