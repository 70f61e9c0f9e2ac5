package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.window.Absence;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether an I/O thread comes back from what it does. While it does not, all its connections carry nothing, and it is
 * as alive as ever. Looked at by one thread, read by any.
 */
final class IoThreadPresence {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** Longer than any turn of an I/O thread that works, also on a machine that is overloaded. */
    static final int MOST_MISSED = 20;

    private final IoThread thread;
    private final Doorbell.Errand comeBack = new Doorbell.Errand(() -> {});
    private int missed;
    private long calledNs;
    private volatile boolean absent;

    /** @param thread may be under construction */
    IoThreadPresence(IoThread thread) {
        this.thread = thread;
    }

    /**
     * To be called every {@link IoThreadRollCall#EVERY_NS}. Looks are counted, not time: while the process stands
     * still, or has no CPU, nobody looks.
     */
    void look(long nowNs) {
        if (missed > 0 && comeBack.overdue(nowNs, 0)) {
            missed++;
            if (missed == MOST_MISSED && thread.isAlive()) {
                absent = true;
                log.error(
                        JeromqThreads.stackOf(thread),
                        "{} has not come back for {} ms from what it does; until then its connections carry nothing",
                        thread.getName(),
                        TimeUnit.NANOSECONDS.toMillis(nowNs - calledNs));
            }
            return;
        }
        if (absent) {
            log.warn("{} is back after {} ms", thread.getName(), TimeUnit.NANOSECONDS.toMillis(nowNs - calledNs));
            absent = false;
        }
        missed = 1;
        calledNs = nowNs;
        thread.doorbell().ring(comeBack);
    }

    boolean isAbsent() {
        return absent;
    }

    /** For how long and where; empty if it is not absent. */
    Optional<Absence> absence(long nowNs) {
        return absent
                ? Optional.of(new Absence(
                        Duration.ofNanos(nowNs - calledNs),
                        Arrays.stream(thread.getStackTrace()).findFirst()))
                : Optional.empty();
    }
}
