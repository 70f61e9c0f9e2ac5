package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.stats.Health;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/** An I/O thread that does not come back is told, as long as it is away. */
@Timeout(60)
class StuckIoThreadTest {
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void shouldTellOfAnIoThreadThatWaitsInCodeOfTheApplication() throws Exception {
        try (CapturedLog log = new CapturedLog();
                TunedContext context = TunedContext.builder().build();
                ZMQ.Socket pull = context.socket(SocketType.PULL);
                ZMQ.Socket push = context.socket(SocketType.PUSH)) {
            MsgAllocator waits = this::allocate;
            pull.setMsgAllocator(waits);
            pull.bind("tcp://127.0.0.1:*");
            push.connect(pull.getLastEndpoint());
            assertThat(context.health()).isEqualTo(Health.WELL);
            try {
                push.send(new byte[1_000]);
                Wait.until("the context is down", () -> context.health().status() == Health.Status.DOWN);

                assertThat(context.health().reasons()).containsExactly("of 1 I/O threads 0 are at work");
                assertThat(context.stats().broken()).isEmpty();
                Diagnosis diagnosis = context.diagnose(Duration.ofMillis(100));
                assertThat(diagnosis.findings().get(0).symptom()).isEqualTo(Symptom.DEAD_IO_THREAD);
                assertThat(diagnosis.findings().get(0).evidence().toString()).contains(" s, at ");
                Wait.until(
                        "the log says where it is",
                        () -> log.text().contains("tunedzmq-io-1 has not come back for")
                                && log.text().contains("StuckIoThreadTest.allocate"));
            } finally {
                release.countDown();
            }
            assertThat(pull.recv()).hasSize(1_000);
            Wait.until("the context is up again", () -> context.health().equals(Health.WELL));
            assertThat(log.text()).containsOnlyOnce("tunedzmq-io-1 is back after ");
        }
    }

    private Msg allocate(int bytes) {
        boolean interrupted = false;
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Msg(bytes);
    }
}
