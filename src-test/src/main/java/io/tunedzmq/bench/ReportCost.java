package io.tunedzmq.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.io.File;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * What do the reports of many subscribers cost their publisher? CPU time of a publisher's process at a low rate with as
 * many subscribers of ours, which report, and with as many stock SUB sockets, which do not, in turn. The difference is
 * marks and reports. {@code -Dbench.args="reports 3"}.
 */
final class ReportCost {
    private static final int SUBSCRIBERS = 1_000;
    private static final int SECONDS = 30;
    private static final int RATE = 2;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String TOPIC = "t";
    private static final String OURS = "ours";
    private static final String STOCK = "stock";

    private final int rounds;
    private final PrintStream out;

    ReportCost(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    void run() throws Exception {
        percentOfACore(OURS); // The compiler's CPU time is none of theirs.
        percentOfACore(STOCK);
        double[] extra = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double ours = percentOfACore(OURS);
            double stock = percentOfACore(STOCK);
            extra[round] = ours - stock;
            out.printf(
                    Locale.ROOT,
                    "%d subscribers, %d messages/s: %.2f %% of a core, stock SUB sockets %.2f %%: reports cost %.2f %%%n",
                    SUBSCRIBERS,
                    RATE,
                    ours,
                    stock,
                    extra[round]);
        }
        Spread spread = Spread.of(extra);
        out.printf(
                Locale.ROOT,
                "reports of %d subscribers: %.2f %% of a core (%.2f to %.2f)%n",
                SUBSCRIBERS,
                spread.median(),
                spread.least(),
                spread.most());
    }

    private static double percentOfACore(String kind) throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher =
                        context.publisher().bind("tcp://127.0.0.1:*").open();
                Child audience = Child.start(List.of(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReportCost.class.getName(),
                        kind,
                        publisher.endpoint()))) {
            await("the subscribers are ready", audience, () -> {
                publisher.publish(TOPIC, new byte[64]); // What a stock socket waits for.
                return audience.output().contains("ready");
            });
            publish(publisher, 10); // The reports begin.
            long before = cpuNs();
            long startNs = System.nanoTime();
            publish(publisher, SECONDS);
            double percent = 100.0 * (cpuNs() - before) / (System.nanoTime() - startNs);
            if (kind.equals(OURS)) {
                await(
                        "every report",
                        audience,
                        () -> publisher.subscribers().size() == SUBSCRIBERS
                                && publisher.subscribers().stream()
                                        .allMatch(row -> row.dropped() == 0
                                                && row.behind().orElse(-1) == 0
                                                && row.unaccounted().orElse(-1) == 0
                                                && row.received() >= RATE * SECONDS));
            }
            return percent;
        }
    }

    private static void publish(Publisher publisher, int seconds) {
        for (int i = 0; i < RATE * seconds; i++) {
            publisher.publish(TOPIC, new byte[64]);
            LockSupport.parkNanos(1_000_000_000 / RATE);
        }
    }

    private static long cpuNs() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** A condition that may fail to be looked at. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Child audience, Condition condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end || !audience.isAlive()) {
                throw new IllegalStateException("not within " + LONG + ": " + what + "; " + audience.output());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** The audience: kind and endpoint. Ends when it is killed. */
    public static void main(String[] args) {
        try (TunedContext context =
                TunedContext.builder().maxSockets(SUBSCRIBERS + 10).build()) {
            if (args[0].equals(OURS)) {
                listen(context, args[1]);
            } else {
                listenStock(context, args[1]);
            }
        }
    }

    private static void listen(TunedContext context, String endpoint) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscribers.add(context.subscriber().connect(endpoint).topic(TOPIC).open());
        }
        subscribers.forEach(each -> require(each.awaitReady(LONG)));
        System.out.println("ready");
        while (true) {
            subscribers.forEach(each -> each.drain(message -> {}, 1_000, Duration.ZERO));
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void listenStock(TunedContext context, String endpoint) {
        List<ZMQ.Socket> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            ZMQ.Socket socket = context.socket(SocketType.SUB);
            socket.subscribe(TOPIC);
            socket.connect(endpoint);
            subscribers.add(socket);
        }
        subscribers.forEach(each -> require(each.recv() != null));
        System.out.println("ready");
        while (true) {
            for (ZMQ.Socket socket : subscribers) {
                while (socket.recv(ZMQ.DONTWAIT) != null) {
                    Thread.onSpinWait();
                }
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("a subscriber did not come up within " + LONG);
        }
    }
}
