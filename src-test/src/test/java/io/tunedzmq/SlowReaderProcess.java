package io.tunedzmq;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A subscriber that takes its time for the first message, in a process of its own with a small heap; then it takes a
 * number of them.
 */
final class SlowReaderProcess {
    private SlowReaderProcess() {}

    /**
     * Takes the endpoint, seconds, and how many messages to take; prints what it counted and how much it held at most.
     */
    public static void main(String[] args) {
        try (TunedContext context = TunedContext.builder().build()) {
            Subscriber subscriber =
                    context.subscriber().connect(args[0]).topic("t").open();
            if (!subscriber.awaitReady(Duration.ofSeconds(20))) {
                throw new IllegalStateException("not ready");
            }
            System.out.println("ready");
            Message first = subscriber.receive(Duration.ofSeconds(20));
            long heldMost = 0;
            long end = System.nanoTime()
                    + Duration.ofSeconds(Long.parseLong(args[1])).toNanos();
            while (System.nanoTime() < end) {
                heldMost = Math.max(heldMost, context.stats().incomingBytes());
                LockSupport.parkNanos(1_000_000);
            }
            int wanted = Integer.parseInt(args[2]);
            int taken = first == null ? 0 : 1;
            while (taken < wanted) {
                int some = subscriber.drain(view -> {}, wanted - taken, Duration.ofSeconds(20));
                if (some == 0) {
                    break;
                }
                taken += some;
            }
            System.out.println(
                    subscriber.stats().received() + " " + subscriber.stats().dropped() + " "
                            + subscriber.stats().reconnects() + " " + heldMost + " "
                            + context.stats().incomingBudget());
        }
    }
}
