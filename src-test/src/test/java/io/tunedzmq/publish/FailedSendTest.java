package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zmq.SocketBase;

/** A failure of JeroMQ on the thread that publishes, whose message was taken before. */
@Timeout(60)
class FailedSendTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MESSAGES = 50;

    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void shouldAcceptWhatAnotherThreadWillSend() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("t")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            Callable<Void> mend = failOn(Thread.currentThread(), publisher);

            for (int i = 0; i < MESSAGES; i++) {
                assertThat(publisher.publish("t", new byte[10])).isEqualTo(PublishResult.ACCEPTED);
                assertThat(subscriber.receive(SOON)).isNotNull();
            }

            mend.call();
            assertThat(failures).hasPositiveValue();
            assertThat(publisher.stats().published()).isEqualTo(MESSAGES);
        }
    }

    /** JeroMQ fails wherever that thread has it look for commands, until the result is called. */
    private Callable<Void> failOn(Thread thread, Publisher publisher) throws Exception {
        Object socket = read(read(publisher, "engine"), "socket");
        Object base = read(read(socket, "socket"), "base");
        Field field = SocketBase.class.getDeclaredField("mailbox");
        field.setAccessible(true);
        Object mailbox = field.get(base);
        Class<?>[] types = {field.getType()};
        field.set(base, Proxy.newProxyInstance(field.getType().getClassLoader(), types, (proxy, method, arguments) -> {
            if (method.getName().equals("recv") && Thread.currentThread() == thread) {
                failures.incrementAndGet();
                throw new IllegalStateException("a test");
            }
            try {
                return method.invoke(mailbox, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
        return () -> {
            field.set(base, mailbox);
            return null;
        };
    }

    private static Object read(Object from, String name) throws Exception {
        Field field = from.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(from);
    }
}
