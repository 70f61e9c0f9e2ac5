package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

@Timeout(60)
class SocketWaitsTest {
    private final ZContext context = new ZContext();
    private final SocketWaits waits =
            new SocketWaits(context.createSocket(SocketType.XSUB).base());
    private final AtomicBoolean underWay = waits.end();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void shouldEndTheWaitThatIsUnderWayAndNoneThatBeginsLater() {
        waits.endOne();

        assertThat(underWay).isTrue();
        assertThat(waits.end()).isFalse();
        assertThat(waits.canceled()).isFalse();
    }

    @Test
    void shouldEndThoseThatBeginLaterTooOnceCanceled() {
        waits.cancel();
        waits.endOne();

        assertThat(underWay).isTrue();
        assertThat(waits.end()).isTrue();
        assertThat(waits.canceled()).isTrue();
    }

    /** Its mailbox may be another socket's by then. */
    @Test
    void shouldCloseOnceAndTouchTheSocketNoMore() {
        AtomicInteger closes = new AtomicInteger();

        assertThat(waits.close(closes::incrementAndGet)).isTrue();
        assertThat(waits.close(closes::incrementAndGet)).isFalse();
        waits.endOne();
        waits.cancel();

        assertThat(closes).hasValue(1);
        assertThat(underWay).isFalse();
        assertThat(waits.canceled()).isTrue();
    }
}
