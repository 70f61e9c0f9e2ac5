package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A stock proxy from XSUB to XPUB, JeroMQ's or libzmq's, in a process of its own. */
final class StockProxy implements AutoCloseable {
    private static final String OF_LIBZMQ = """
            import os, sys, threading, zmq
            context = zmq.Context()
            forwards = sys.argv[1] == "forwards"
            a, b = context.socket(zmq.SUB if forwards else zmq.XSUB), context.socket(zmq.PUB if forwards else zmq.XPUB)
            if forwards: a.subscribe(b"")
            a.bind("tcp://127.0.0.1:*")
            b.bind("tcp://127.0.0.1:*")
            for source in sys.argv[2:]: a.connect(source)
            print(a.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\\0"), b.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\\0"), flush=True)
            threading.Thread(target=lambda: zmq.proxy(a, b), daemon=True).start()
            sys.stdin.read()  # Nothing is ever written: it ends with the parent.
            os._exit(0)
            """;

    private static final String FORWARDS = "forwards";
    private static final int DEFAULT_HWM = 1_000;

    private final Runnable end;
    private final String forPublishers;
    private final String forSubscribers;

    private StockProxy(String line, Runnable end) {
        this.end = end;
        String[] endpoints = line.split(" ", -1);
        forPublishers = endpoints[0];
        forSubscribers = endpoints[1];
    }

    /**
     * @param hwm messages that each of its queues holds, on their way to subscribers
     * @param sources endpoints for subscribers of proxies before it; empty: publishers connect to it
     */
    static StockProxy start(int hwm, String... sources) throws IOException {
        String[] arguments = new String[1 + sources.length];
        arguments[0] = Integer.toString(hwm);
        System.arraycopy(sources, 0, arguments, 1, sources.length);
        JavaProcess process = JavaProcess.start(StockProxy.class, arguments);
        return new StockProxy(process.line(), process::close);
    }

    /** As {@link #start}, with the HWM that libzmq has by default: 1,000. */
    static StockProxy startLibzmq(String... sources) throws IOException {
        return startPython("proxy", sources);
    }

    /**
     * A forwarder that says nothing upstream: from SUB, which is subscribed to everything, to PUB.
     *
     * @param kind "libzmq" or "jeromq"
     */
    static StockProxy startForwarder(String kind, String source) throws IOException {
        if (kind.equals("libzmq")) {
            return startPython(FORWARDS, source);
        }
        JavaProcess process = JavaProcess.start(StockProxy.class, FORWARDS, source);
        return new StockProxy(process.line(), process::close);
    }

    private static StockProxy startPython(String does, String... sources) throws IOException {
        List<String> command = new ArrayList<>(List.of(Python.withPyzmq(), "-c", OF_LIBZMQ, does));
        command.addAll(List.of(sources));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader(UTF_8).readLine();
        if (line == null) {
            throw new IOException("the proxy did not start");
        }
        return new StockProxy(line, process::destroyForcibly);
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
        end.run();
    }

    public static void main(String[] args) throws IOException {
        try (ZContext context = new ZContext()) {
            boolean forwards = args[0].equals(FORWARDS);
            int hwm = forwards ? DEFAULT_HWM : Integer.parseInt(args[0]);
            ZMQ.Socket in = open(context, forwards ? SocketType.SUB : SocketType.XSUB, hwm);
            ZMQ.Socket out = open(context, forwards ? SocketType.PUB : SocketType.XPUB, hwm);
            if (forwards) {
                in.subscribe(new byte[0]);
            }
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

    /** So many messages on their way to subscribers; upstream as many as by default. */
    private static ZMQ.Socket open(ZContext context, SocketType type, int hwm) {
        ZMQ.Socket socket = context.createSocket(type);
        if (type == SocketType.XSUB || type == SocketType.SUB) {
            socket.setRcvHWM(hwm);
        } else {
            socket.setSndHWM(hwm);
        }
        return socket;
    }
}
