package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Endpoints at which there is nobody, or somebody else. */
final class WrongPeers {
    private WrongPeers() {}

    static List<Scenario> all() {
        return List.of(
                ill("no publisher", Symptom.NO_PUBLISHER, WrongPeers::nobody),
                ill("no subscriber to connect to", Symptom.NO_SUBSCRIBER, WrongPeers::nobodyToPublishTo),
                ill("peer that never says hello", Symptom.STALLED_HANDSHAKE, WrongPeers::silent),
                ill("peer that hangs up", Symptom.STALLED_HANDSHAKE, WrongPeers::hangsUp),
                ill("web server", Symptom.STALLED_HANDSHAKE, WrongPeers::webServer),
                ill("peer that says something else", Symptom.STALLED_HANDSHAKE, WrongPeers::saysSomethingElse),
                ill("exact topic at a stock publisher", Symptom.NO_ANSWER, WrongPeers::exactAtStock),
                ill("PULL socket", Symptom.PROTOCOL_ERROR, () -> stock(SocketType.PULL, false)),
                ill("REP socket", Symptom.PROTOCOL_ERROR, () -> stock(SocketType.REP, false)),
                ill("publisher with CURVE", Symptom.PROTOCOL_ERROR, () -> stock(SocketType.PUB, true)),
                ill("message above maxMessageBytes", Symptom.PROTOCOL_ERROR, () -> tooLarge(context(1), 1_000)),
                ill("no memory for a message", Symptom.MEMORY_BUDGET_TOO_LOW, () -> noMemory(8 << 20)));
    }

    private static Diagnosis nobody() throws IOException {
        return subscribe(freePort());
    }

    private static Diagnosis nobodyToPublishTo() throws IOException {
        try (TunedContext context = context(1)) {
            context.publisher().connect(freePort()).open();
            return context.diagnose(WINDOW);
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return endpoint(free.getLocalPort());
        }
    }

    /** The connection is up, by the system; nothing is ever said on it. */
    private static Diagnosis silent() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            return subscribe(endpoint(server.getLocalPort()));
        }
    }

    /** As a proxy does whose target is not there. */
    private static Diagnosis hangsUp() throws Exception {
        return answering(connection -> {});
    }

    /** As Redis does. */
    private static Diagnosis saysSomethingElse() throws Exception {
        return answering(connection -> {
            connection.getInputStream().read();
            connection.getOutputStream().write("-ERR unknown command\r\n".getBytes(UTF_8));
            while (connection.getInputStream().read() >= 0) {
                // Until it hangs up.
            }
        });
    }

    private static Diagnosis webServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.start();
        try {
            return subscribe(endpoint(server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private interface Answer {
        void to(Socket connection) throws IOException;
    }

    private static Diagnosis answering(Answer answer) throws Exception {
        try (Load load = new Load();
                ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            load.run("peer", stopped -> {
                while (!server.isClosed()) {
                    try (Socket connection = server.accept()) {
                        answer.to(connection);
                    } catch (IOException e) {
                        // It hung up first, or the server closed.
                    }
                }
            });
            return subscribe(endpoint(server.getLocalPort()));
        }
    }

    private static Diagnosis stock(SocketType type, boolean curve) {
        try (TunedContext context = context(1);
                ZMQ.Socket stock = context.socket(type)) {
            if (curve) {
                ZMQ.Curve.KeyPair keys = ZMQ.Curve.generateKeyPair();
                stock.setCurveServer(true);
                stock.setCurvePublicKey(keys.publicKey.getBytes(UTF_8));
                stock.setCurveSecretKey(keys.secretKey.getBytes(UTF_8));
            }
            stock.bind("tcp://127.0.0.1:*");
            return subscribe(context, stock.getLastEndpoint());
        }
    }

    /** It publishes what is asked for, but for the NUL at its end. */
    private static Diagnosis exactAtStock() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            ZMQ.Socket stock = context.socket(SocketType.XPUB);
            stock.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(stock.getLastEndpoint())
                    .topic("prices")
                    .open();
            stock.recv(); // It is connected, and subscribes.
            load.run("stock publisher", stopped -> {
                while (!stopped.getAsBoolean()) {
                    stock.send("prices");
                    LockSupport.parkNanos(1_000_000);
                }
            });
            load.receive(subscriber, message -> {});
            return context.diagnose(WINDOW);
        }
    }

    /** Again and again: each is the end of a connection. */
    private static Diagnosis tooLarge(TunedContext opened, int maxMessageBytes) {
        try (TunedContext context = opened;
                Load load = new Load()) {
            ZMQ.Socket stock = context.socket(SocketType.PUB);
            stock.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(stock.getLastEndpoint())
                    .topic("prices")
                    .maxMessageBytes(maxMessageBytes)
                    .open();
            load.receive(subscriber, message -> {});
            byte[] large = new byte[4 << 20];
            System.arraycopy("prices".getBytes(UTF_8), 0, large, 0, 6);
            load.run("stock publisher", stopped -> {
                while (!stopped.getAsBoolean()) {
                    stock.send(large);
                    LockSupport.parkNanos(100_000_000);
                }
                stock.close();
            });
            return context.diagnose(WINDOW);
        }
    }

    /** Half of the budget is for what comes, and half of that for a connection of which nothing was taken yet. */
    static Diagnosis noMemory(long memoryBudget) {
        return tooLarge(
                TunedContext.builder()
                        .memoryBudget(memoryBudget)
                        .linger(Duration.ZERO)
                        .build(),
                64 << 20);
    }

    private static String endpoint(int port) {
        return "tcp://127.0.0.1:" + port;
    }

    private static Diagnosis subscribe(String endpoint) {
        try (TunedContext context = context(1)) {
            return subscribe(context, endpoint);
        }
    }

    private static Diagnosis subscribe(TunedContext context, String endpoint) {
        try (Load load = new Load()) {
            load.receive(context.subscriber().connect(endpoint).topic("prices").open(), message -> {});
            return context.diagnose(WINDOW);
        }
    }
}
