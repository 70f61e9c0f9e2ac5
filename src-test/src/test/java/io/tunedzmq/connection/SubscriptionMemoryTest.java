package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.publish.ControlMeaning;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zmq.msg.MsgAllocator;

/** Connections that ask for very much wait for their turns, and get them. */
@Timeout(60)
class SubscriptionMemoryTest {
    private static final int SUBSCRIPTIONS = 300_000;

    /** More than one connection may cost in a turn. */
    private static final long COST = 8 << 20;

    private final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
    private final SubscriptionMemory memory = new SubscriptionMemory(Long.MAX_VALUE / 2);
    private final UpstreamMessages upstreams =
            new UpstreamMessages(memory, new ControlMeaning(), () -> false, installed::set);

    /** It goes on with what it has read when it is told to wait, while its turn comes. */
    @Test
    void shouldNotForgetAConnectionThatAsksOnWhileItsTurnComes() throws InterruptedException {
        ConnectionToSubscriber connection = (ConnectionToSubscriber) installed.get();
        ConnectionSubscriptions its = new ConnectionSubscriptions(upstreams.tree());
        AtomicBoolean asks = new AtomicBoolean(true);
        Thread turns = new Thread(() -> {
            while (asks.get()) {
                memory.look(System.nanoTime());
            }
        });
        turns.start();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            assertThat(memory.began(connection, its, COST)).isTrue();
        }
        asks.set(false);
        turns.join();

        memory.look(System.nanoTime());

        assertThat(connection.waitForTurn()).as("it did not wait any more").isTrue();
    }
}
