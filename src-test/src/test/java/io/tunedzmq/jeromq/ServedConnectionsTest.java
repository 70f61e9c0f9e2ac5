package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.TunedContext;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServedConnectionsTest {
    private final TunedContext context = TunedContext.builder().ioThreads(2).build();
    private final List<IoThread> threads = IoThreads.all();
    private final ServedConnections served = new ServedConnections();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void shouldCountThoseOfEachThread() {
        add(0, 1);
        add(1, 1);
        add(1, 1);
        add(0, -1);

        assertThat(served.by(threads.get(0))).isZero();
        assertThat(served.by(threads.get(1))).isEqualTo(2);
        assertThat(served.soleThread()).isSameAs(threads.get(1));
    }

    @Test
    void shouldKnowNoSoleThreadOfTwoOrNone() {
        assertThat(served.soleThread()).isNull();
        add(0, 1);
        add(1, 1);
        assertThat(served.soleThread()).isNull();
        add(0, -1);
        add(1, -1);
        assertThat(served.soleThread()).isNull();
    }

    /** They end and never said hello, as those of a load balancer that checks again and again. */
    @Test
    void shouldNotCountBelowNone() {
        add(0, -1);
        assertThat(served.soleThread()).isNull();
        add(0, 1);

        assertThat(served.by(threads.get(0))).isEqualTo(1);
        assertThat(served.soleThread()).isSameAs(threads.get(0));
    }

    @Test
    void shouldCountNothingOfOtherThreads() {
        served.add(1);

        assertThat(served.by(Thread.currentThread())).isZero();
        assertThat(served.soleThread()).isNull();
    }

    private void add(int thread, int more) {
        CountDownLatch done = new CountDownLatch(1);
        threads.get(thread).doorbell().ring(new Doorbell.Errand(() -> {
            served.add(more);
            done.countDown();
        }));
        IoThreads.await(done);
    }
}
