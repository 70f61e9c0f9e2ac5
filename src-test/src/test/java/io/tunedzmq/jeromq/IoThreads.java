package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The I/O threads of this process, for tests that keep them busy or act in their place. */
public final class IoThreads {
    private static final int SOON_SECONDS = 20;

    private IoThreads() {}

    /** Those that run. */
    public static List<IoThread> all() {
        List<IoThread> found = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread instanceof IoThread ioThread) {
                found.add(ioThread);
            }
        }
        return found;
    }

    /** Keeps the first of them busy until the latch is down. */
    public static void keepBusy(CountDownLatch until) {
        all().get(0).doorbell().ring(new Doorbell.Errand(() -> await(until)));
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
