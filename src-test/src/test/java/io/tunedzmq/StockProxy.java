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
            does, before, behind = sys.argv[1:4]
            forwards = does == "forwards"
            a, b = context.socket(zmq.SUB if forwards else zmq.XSUB), context.socket(zmq.PUB if forwards else zmq.XPUB)
            if forwards: a.subscribe(b"")
            a.bind(before)
            b.bind(behind)
            bound = [s.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\\0") for s in (a, b)]
            for source in sys.argv[4:]: a.connect(source)
            print(*bound, flush=True)
            threading.Thread(target=lambda: zmq.proxy(a, b), daemon=True).start()
            sys.stdin.read()  # Nothing is ever written: it ends with the parent.
            os._exit(0)
            """;

    private static final String FORWARDS = "forwards";
    private static final int DEFAULT_HWM = 1_000;

    private static final String ANY_PORT = "tcp://127.0.0.1:*";

    /** Starts a process that binds two endpoints and says which those are. */
    private interface Start {
        Started at(String forPublishers, String forSubscribers) throws IOException;
    }

    private record Started(String line, long pid, Runnable end) {}

    private final Start start;
    private final String forPublishers;
    private final String forSubscribers;
    private Started running;

    private StockProxy(Start start) throws IOException {
        this.start = start;
        running = start.at(ANY_PORT, ANY_PORT);
        String[] endpoints = running.line.split(" ", -1);
        forPublishers = endpoints[0];
        forSubscribers = endpoints[1];
    }

    /**
     * @param hwm messages that each of its queues holds, on their way to subscribers
     * @param sources endpoints for subscribers of proxies before it; empty: publishers connect to it
     */
    static StockProxy start(int hwm, String... sources) throws IOException {
        return startJeromq(Integer.toString(hwm), sources);
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
        return startJeromq(FORWARDS, source);
    }

    private static StockProxy startJeromq(String does, String... sources) throws IOException {
        return new StockProxy((before, behind) -> {
            List<String> arguments = arguments(does, before, behind, sources);
            JavaProcess process = JavaProcess.start(StockProxy.class, arguments.toArray(new String[0]));
            return new Started(process.line(), process.pid(), process::close);
        });
    }

    private static List<String> arguments(String does, String before, String behind, String... sources) {
        List<String> arguments = new ArrayList<>(List.of(does, before, behind));
        arguments.addAll(List.of(sources));
        return arguments;
    }

    private static StockProxy startPython(String does, String... sources) throws IOException {
        return new StockProxy((before, behind) -> {
            List<String> command = new ArrayList<>(List.of(Python.withPyzmq(), "-c", OF_LIBZMQ));
            command.addAll(arguments(does, before, behind, sources));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = process.inputReader(UTF_8).readLine();
            if (line == null) {
                throw new IOException("the proxy did not start");
            }
            return new Started(line, process.pid(), () -> end(process));
        });
    }

    private static void end(Process process) {
        process.destroyForcibly().onExit().join(); // Its endpoints are free then.
    }

    /** Kills it, and starts another one at the same endpoints. */
    void startAnew() throws IOException {
        close();
        running = start.at(forPublishers, forSubscribers);
    }

    /** It does nothing until it goes on. */
    void stop() {
        signal("STOP");
    }

    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        if (!Commands.succeed(10, "kill", "-" + name, Long.toString(running.pid))) {
            throw new AssertionError("the proxy got no " + name);
        }
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
        running.end.run();
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
            in.bind(args[1]);
            String forPublishers = in.getLastEndpoint();
            for (int i = 3; i < args.length; i++) {
                in.connect(args[i]);
            }
            out.bind(args[2]);
            System.out.println(forPublishers + " " + out.getLastEndpoint());
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
