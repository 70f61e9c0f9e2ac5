package io.tunedzmq.bench;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Core NATS: a server in a process of its own, a connection for the publisher and one for each subscriber.
 *
 * <p>Its server drops a slow subscriber instead of slowing the publisher, so the publisher stays at most a window ahead
 * of the slowest subscriber, whose count it sees in this process.
 */
final class Nats implements InProcess {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LARGEST = 1 << 20; // The server's default.
    private static final int WINDOW_MESSAGES = 16_384;
    private static final int WINDOW_BYTES = 8 << 20; // The server drops a subscriber that is 64 MiB behind.
    private static final int COUNTED = 256; // Messages received between two looks of the publisher.
    private static final Pattern ADDRESS = Pattern.compile("nats://127\\.0\\.0\\.1:[0-9]+");

    @Override
    public String name() {
        return "NATS";
    }

    @Override
    public String missing() {
        return Child.find("nats-server") == null ? "nats-server is not installed" : "";
    }

    @Override
    public boolean carries(Load load) {
        return load.bytes() <= LARGEST;
    }

    @Override
    public int share() {
        return 5;
    }

    @Override
    public Wire open(Load load) throws Exception {
        Connections connections = new Connections(load);
        try {
            connections.connect();
            return connections;
        } catch (Exception e) {
            connections.close();
            throw e;
        }
    }

    private static final class Connections implements InProcess.Wire {
        private final Load load;
        private final String[] subjects;
        private final long window;
        private final Child server;
        private final List<Connection> connections = new ArrayList<>(); // The first is the publisher's.
        private final List<Subscription> subscriptions = new ArrayList<>();
        private final AtomicLong published = new AtomicLong();
        private final AtomicLongArray received;
        private volatile long limit;

        Connections(Load load) throws IOException {
            this.load = load;
            subjects = new String[load.topics()];
            for (int i = 0; i < subjects.length; i++) {
                subjects[i] = "t" + i;
            }
            window = Math.max(2, Math.min(WINDOW_MESSAGES, WINDOW_BYTES / load.bytes()));
            received = new AtomicLongArray(load.subscribers());
            limit = window;
            server = Child.start(List.of(
                    String.valueOf(Child.find("nats-server")), "--addr=127.0.0.1", "--port=-1", "--ports_file_dir=."));
        }

        void connect() throws Exception {
            Options options = Options.builder()
                    .server(address())
                    .noReconnect()
                    .connectionTimeout(LONG)
                    .maxMessagesInOutgoingQueue((int) window + load.threads())
                    .build();
            for (int i = 0; i <= load.subscribers(); i++) {
                connections.add(io.nats.client.Nats.connect(options));
            }
            for (int i = 1; i <= load.subscribers(); i++) {
                Subscription subscription = connections.get(i).subscribe(">");
                subscription.setPendingLimits(0, 0); // Without limit: the window is one.
                subscriptions.add(subscription);
                connections.get(i).flush(LONG); // The server knows it now.
            }
        }

        /** The server writes the port that it got to a file named after its process. */
        private String address() throws IOException, InterruptedException {
            long deadline = System.nanoTime() + LONG.toNanos();
            while (server.isAlive() && System.nanoTime() - deadline < 0) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(server.directory(), "*.ports")) {
                    for (Path file : files) {
                        Matcher address = ADDRESS.matcher(Files.readString(file));
                        if (address.find()) {
                            return address.group();
                        }
                    }
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
            throw new IOException("nats-server did not start: " + server.output());
        }

        @Override
        public void publish(int topic, byte[] payload) throws Exception {
            long number = published.incrementAndGet();
            if (number > limit) {
                awaitRoom(number);
            }
            connections.get(0).publish(subjects[topic], payload.clone()); // The client keeps the array.
        }

        private void awaitRoom(long number) throws InterruptedException {
            long deadline = System.nanoTime() + LONG.toNanos();
            while (true) {
                long slowest = Long.MAX_VALUE;
                for (int i = 0; i < load.subscribers(); i++) {
                    slowest = Math.min(slowest, received.get(i));
                }
                limit = slowest + window;
                if (number <= slowest + window) {
                    return;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("a subscriber stays behind");
                }
                LockSupport.parkNanos(50_000);
            }
        }

        @Override
        public void receive(int subscriber, long count, Check check) throws Exception {
            Subscription mine = subscriptions.get(subscriber);
            long before = received.get(subscriber);
            int step = (int) Math.max(1, Math.min(COUNTED, window / 4));
            for (long i = 1; i <= count; i++) {
                Message message = mine.nextMessage(LONG);
                if (message == null) {
                    throw new IllegalStateException("nothing came");
                }
                byte[] payload = message.getData();
                check.message((long) Bytes.LONG.get(payload, 0), payload.length);
                if (i % step == 0 || i == count) {
                    received.setRelease(subscriber, before + i);
                }
            }
        }

        @Override
        public void close() throws Exception {
            try {
                for (Connection connection : connections) {
                    connection.close();
                }
            } finally {
                server.close();
            }
        }
    }
}
