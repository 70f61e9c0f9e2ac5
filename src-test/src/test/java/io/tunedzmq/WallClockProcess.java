package io.tunedzmq;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Sets JeroMQ's clock back by an hour while something waits, and says how many milliseconds that has waited then. */
final class WallClockProcess {
    private static final Duration A_MOMENT = Duration.ofMillis(500);
    private static final long HOUR_MILLIS = 3_600_000;

    private WallClockProcess() {}

    public static void main(String[] args) throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            System.out.println("millis "
                    + switch (args[0]) {
                        case "receive" -> receive(context);
                        case "block" -> block(context);
                        case "reconnect" -> reconnect(context);
                        default -> throw new IllegalArgumentException(args[0]);
                    });
        }
    }

    private static long receive(TunedContext context) throws Exception {
        Subscriber subscriber =
                context.subscriber().bind("tcp://127.0.0.1:*").topic("t").open();
        Running<Long> receiver = Running.start("receiver", () -> {
            long startNs = System.nanoTime();
            subscriber.receive(Duration.ofSeconds(1));
            return millisSince(startNs);
        });
        LockSupport.parkNanos(A_MOMENT.toNanos());
        setBack();
        return receiver.result();
    }

    private static long block(TunedContext context) throws Exception {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(10))
                .overflow(OverflowPolicy.block(Duration.ofSeconds(2)))
                .open();
        try (ZMQ.Socket deaf = context.socket(SocketType.SUB)) {
            deaf.connect(publisher.endpoint());
            deaf.subscribe("t");
            // It answers nothing, so nobody knows when it is there; until then everything is accepted.
            while (publisher.publish("t", new byte[50_000]) == PublishResult.ACCEPTED) {
                LockSupport.parkNanos(0);
            }
            Running<Long> blocked = Running.start("blocked", () -> {
                long startNs = System.nanoTime();
                publisher.publish("t", new byte[50_000]);
                return millisSince(startNs);
            });
            LockSupport.parkNanos(A_MOMENT.toNanos());
            setBack();
            return blocked.result();
        }
    }

    private static long reconnect(TunedContext context) throws Exception {
        Publisher first = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber =
                context.subscriber().connect(first.endpoint()).topic("t").open();
        if (!subscriber.awaitReady(Duration.ofSeconds(10))) {
            throw new IllegalStateException("not ready");
        }
        first.close();
        LockSupport.parkNanos(A_MOMENT.toNanos());
        setBack();
        LockSupport.parkNanos(A_MOMENT.toNanos());
        context.publisher().bind(first.endpoint()).open();
        long startNs = System.nanoTime();
        if (!subscriber.awaitReady(Duration.ofSeconds(60))) {
            throw new IllegalStateException("not ready again");
        }
        return millisSince(startNs);
    }

    private static long millisSince(long startNs) {
        return (System.nanoTime() - startNs) / 1_000_000;
    }

    private static void setBack() throws ReflectiveOperationException {
        Field step = Class.forName("zmq.util.Clock").getField("stepMillis");
        step.setLong(null, -HOUR_MILLIS);
    }
}
