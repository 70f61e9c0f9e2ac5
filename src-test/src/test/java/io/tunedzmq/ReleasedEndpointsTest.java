package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;

/** When close() returns, its endpoints are free for others. */
@Timeout(60)
class ReleasedEndpointsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void shouldGiveTheEndpointBackWhenItReturns() {
        try (TunedContext context = TunedContext.builder().maxSockets(2).build()) {
            String endpoint = "tcp://127.0.0.1:*";
            for (int i = 0; i < 50; i++) {
                Publisher publisher =
                        context.publisher().bind(endpoint).bind("inproc://feed").open();
                endpoint = publisher.endpoint();
                Subscriber subscriber = context.subscriber()
                        .connect("inproc://feed")
                        .topic("prices")
                        .open();
                assertThat(subscriber.awaitReady(SOON)).isTrue();
                assertThatIllegalStateException()
                        .isThrownBy(() -> context.socket(SocketType.PUSH))
                        .withMessage("maxSockets: 2 are open (expected: fewer; close some or raise maxSockets(n))");
                subscriber.close();
                publisher.close();
            }
        }
    }

    /**
     * Anybody can listen there at once, without the patience of our own bind; also where attempts to connect were
     * closed before.
     */
    @Test
    void shouldHoldNoPortWhenItReturns() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            for (int i = 0; i < 50; i++) {
                Publisher publisher = context.publisher()
                        .bind("tcp://127.0.0.1:*")
                        .connect("tcp://127.0.0.1:1")
                        .open();
                int port = Integer.parseInt(publisher.endpoint().replaceAll(".*:", ""));
                publisher.close();

                try (ServerSocketChannel another = ServerSocketChannel.open()) {
                    another.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    assertThat(another.isOpen()).isTrue();
                }
            }
        }
    }
}
