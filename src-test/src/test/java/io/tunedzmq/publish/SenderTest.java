package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Message;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.jeromq.Flusher;
import io.tunedzmq.jeromq.IoThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SenderTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** A message for others must not hang on one thread, which may be dead. */
    @Test
    void shouldSendWithoutTheIoThreadThatDoesNotCome() {
        CountDownLatch busy = new CountDownLatch(1);
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .bind("inproc://near")
                    .overflow(OverflowPolicy.block(SOON))
                    .open();
            Subscriber far = open(context, publisher.endpoint());
            Subscriber near = open(context, "inproc://near");
            IoThreads.keepBusy(busy);

            publisher.publish("t", new byte[10]);

            Message message = near.receive(SOON);
            assertThat(message).isNotNull();
            assertThat(message.sequence()).isEqualTo(1);
            busy.countDown();
            assertThat(far.receive(SOON)).isNotNull();
        } finally {
            busy.countDown();
        }
    }

    /** While an I/O thread sends, the flusher sleeps: it would take CPU time from those that send. */
    @Test
    void shouldLeaveNothingToTheFlusherUnlessTheIoThreadDoesNotCome() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        try (PublisherParts parts = new PublisherParts(100, OverflowPolicy.block(SOON), "tcp://127.0.0.1:*");
                AutoCloseable end = busy::countDown) {
            parts.connect();
            Sender sender = parts.sender(false);
            IoThreads.keepBusy(busy);
            parts.gather("t");

            assertThat(sender.flush()).as("the I/O thread is called").isEqualTo(Flusher.Left.NOTHING);

            Wait.until("overdue", sender::isOverdue);
            assertThat(sender.flush()).isEqualTo(Flusher.Left.SENT);
        }
    }

    private static Subscriber open(TunedContext context, String endpoint) {
        Subscriber subscriber =
                context.subscriber().connect(endpoint).topic("t").open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }
}
