package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;

import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Subscribers of plain JeroMQ that take a part of what comes, and say nothing of what they lack. */
final class StockSubscribers {
    private static final long PERIOD_NS = 1_000_000;
    private static final int PER_PERIOD = 2;

    /** For one that takes nothing at all. */
    private static final int STUCK = 0;

    private StockSubscribers() {}

    static List<Scenario> all() {
        return List.of(
                tooSlow("a half", 2, 100),
                tooSlow("a half", 2, 1_000),
                tooSlow("a quarter", 4, 100),
                tooSlow("a quarter", 4, 1_000),
                tooSlow("a tenth", 10, 100),
                tooSlow("a tenth", 10, 1_000),
                tooSlow("nothing", STUCK, 100),
                tooSlow("nothing", STUCK, 1_000));
    }

    /** @param share it takes one message of so many */
    private static Scenario tooSlow(String what, int share, int hwm) {
        return ill("stock subscriber takes " + what + ", HWM " + hwm, Symptom.PEER_TOO_SLOW, () -> take(share, hwm));
    }

    private static Diagnosis take(int share, int hwm) {
        try (TunedContext context = context(1);
                ZContext stock = new ZContext();
                Load load = new Load()) {
            // A message in each frame: the subscriber takes a frame at a time, and two in one would be all that comes.
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(hwm))
                    .overflow(OverflowPolicy.drop())
                    .frameBytes(256)
                    .open();
            ZMQ.Socket socket = connect(stock, publisher);
            load.run("stock subscriber", stopped -> {
                long nextNs = System.nanoTime();
                while (!stopped.getAsBoolean()) {
                    nextNs += Math.max(1, share) * PERIOD_NS / PER_PERIOD;
                    if (share != STUCK) {
                        socket.recv();
                    }
                    LockSupport.parkNanos(nextNs - System.nanoTime());
                }
            });
            load.publish(publisher, number -> "prices", 5_000, PER_PERIOD, Duration.ofNanos(PERIOD_NS));
            Load.await("a full queue", () -> publisher.stats().stalls() > (share == STUCK ? 0 : 1));
            return context.diagnose(WINDOW);
        }
    }

    /** One that hears the publisher. JeroMQ leaves a fresh connection standing now and then, for 30 s. */
    private static ZMQ.Socket connect(ZContext stock, Publisher publisher) {
        while (true) {
            ZMQ.Socket socket = stock.createSocket(SocketType.SUB);
            socket.connect(publisher.endpoint());
            socket.subscribe("prices");
            socket.setReceiveTimeOut(10);
            for (int tries = 0; tries < 200; tries++) {
                publisher.publish("prices", new byte[1]);
                if (socket.recv() != null) {
                    return socket;
                }
            }
            socket.close();
        }
    }
}
