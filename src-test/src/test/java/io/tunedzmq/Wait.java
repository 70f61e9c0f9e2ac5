package io.tunedzmq;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, with a bound. */
public final class Wait {
    private static final Duration LONG = Duration.ofSeconds(30);

    private Wait() {}

    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** As above; what was waited for is asked for only if it does not come. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.interrupted()) {
                throw new AssertionError("not within " + LONG + ": " + what.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
