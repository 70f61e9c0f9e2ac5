package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Plain JeroMQ sockets get the context's policies before anybody can bind or connect them. */
@Timeout(60)
class PlainSocketTest {

    @Test
    void shouldApplyThePolicyOfTheSocketTypeAndElseTheDefault() {
        try (TunedContext context = TunedContext.builder()
                .hwm(HwmPolicy.messages(50))
                .hwm(SocketType.PUSH, HwmPolicy.messages(7))
                .hwm(SocketType.PULL, HwmPolicy.unbounded())
                .linger(Duration.ofMillis(321))
                .build()) {
            try (ZMQ.Socket push = context.socket(SocketType.PUSH);
                    ZMQ.Socket pull = context.socket(SocketType.PULL);
                    ZMQ.Socket dealer = context.socket(SocketType.DEALER)) {
                assertThat(push.getSndHWM()).isEqualTo(7);
                assertThat(push.getRcvHWM()).isEqualTo(7);
                assertThat(pull.getRcvHWM()).isZero();
                assertThat(dealer.getSndHWM()).isEqualTo(50);
                assertThat(dealer.getLinger()).isEqualTo(321);
            }
        }
    }

    /** Users who come from JeroMQ know the plain types. */
    @Test
    void shouldGiveAPublisherThePolicyOfThePlainTypeWhereNothingNearerIsSet() {
        HwmPolicy tooLarge = HwmPolicy.messages(500_000_000);
        try (TunedContext context =
                TunedContext.builder().hwm(SocketType.PUB, tooLarge).build()) {
            PublisherBuilder publisher = context.publisher().bind("tcp://127.0.0.1:*");
            assertThatThrownBy(publisher::open).isInstanceOf(IllegalArgumentException.class);
        }
        try (TunedContext context = TunedContext.builder()
                .hwm(SocketType.PUB, tooLarge)
                .hwm(SocketType.XPUB, HwmPolicy.messages(10))
                .build()) {
            context.publisher().bind("tcp://127.0.0.1:*").open().close();
        }
    }

    @Test
    void shouldNeverLimitSubscriptions() {
        try (TunedContext context =
                TunedContext.builder().hwm(HwmPolicy.messages(50)).build()) {
            try (ZMQ.Socket sub = context.socket(SocketType.SUB)) {
                assertThat(sub.getSndHWM()).isZero();
                assertThat(sub.getRcvHWM()).isEqualTo(50);
            }
        }
    }

    @Test
    void shouldHoldAsManyMessagesAsThePolicySays() {
        try (TunedContext context = TunedContext.builder()
                .hwm(SocketType.PUSH, HwmPolicy.messages(10))
                .hwm(SocketType.PULL, HwmPolicy.messages(20))
                .build()) {
            try (ZMQ.Socket pull = context.socket(SocketType.PULL);
                    ZMQ.Socket push = context.socket(SocketType.PUSH)) {
                pull.bind("inproc://work");
                push.connect("inproc://work");
                int accepted = 0;
                while (push.send("x", ZMQ.DONTWAIT)) {
                    accepted++;
                }

                assertThat(accepted).isEqualTo(30); // Inside a process ZeroMQ adds up both marks.
            }
        }
    }

    /** Handing a socket over, it must not count twice for a moment. */
    @Test
    void shouldGrantAsManySocketsAsAskedForToThreadsAtOnce() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (TunedContext context = TunedContext.builder().maxSockets(2).build()) {
                CyclicBarrier together = new CyclicBarrier(2);
                Running<ZMQ.Socket> other = Running.start("other", () -> open(context, together));
                ZMQ.Socket mine = open(context, together);
                mine.close();
                other.result().close();
            }
        }
    }

    private static ZMQ.Socket open(TunedContext context, CyclicBarrier together) throws Exception {
        together.await();
        return context.socket(SocketType.PULL);
    }
}
