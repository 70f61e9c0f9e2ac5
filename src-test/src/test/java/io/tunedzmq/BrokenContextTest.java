package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * Errors on the threads of a context: survived where that is possible, and told where it is not. In a process of its
 * own: what JeroMQ had half done when the error came stays behind.
 */
@Timeout(60)
class BrokenContextTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stack", "assertion"})
    void shouldGoOnWithConnectionsMadeAnewAfterAnErrorOnAnIoThread(String kind) throws Exception {
        try (JavaProcess process = JavaProcess.start(BrokenContextTest.class, kind)) {
            assertThat(process.line()).isEqualTo("survived 1");
            assertThat(process.line()).isEqualTo("accounted for");
            assertThat(process.line()).isEqualTo("traffic");
            assertThat(process.line()).isEqualTo("I/O threads 1, broken Optional.empty");
        }
    }

    @Test
    void shouldAcceptNothingMoreWhenAnIoThreadHasDied() throws Exception {
        String why = "tunedzmq-io-1 died: its connections carry nothing any more; close this TunedContext and build a "
                + "new one";
        try (JavaProcess process = JavaProcess.start(BrokenContextTest.class, "death")) {
            assertThat(process.line()).isEqualTo("broken: " + why);
            assertThat(process.line()).isEqualTo("health: DOWN: " + why);
            for (String what : List.of("publish", "handle", "await", "receive", "open", "plain socket")) {
                assertThat(process.line()).isEqualTo(what + ": " + why);
            }
            assertThat(process.line()).isEqualTo("published 0");
            assertThat(process.line()).isEqualTo("closed");
        }
    }

    public static void main(String[] args) {
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(SOON))
                .open();
        Subscriber subscriber =
                context.subscriber().connect(publisher.endpoint()).topic("t").open();
        if (!subscriber.awaitReady(SOON)) {
            throw new AssertionError("not ready");
        }
        if (args[0].equals("death")) {
            die(context, publisher, subscriber);
        } else {
            goOn(context, publisher, subscriber, args[0]);
        }
    }

    private static void goOn(TunedContext context, Publisher publisher, Subscriber subscriber, String kind) {
        publish(publisher, 100);
        throwOnTheIoThread(context, kind);
        Wait.until("survived", () -> context.stats().survivedErrors() > 0);
        System.out.println("survived " + context.stats().survivedErrors());
        Wait.until(() -> publisher.stats() + " " + subscriber.stats(), () -> {
            publish(publisher, 1);
            boolean more = true;
            while (more) {
                more = subscriber.receive(Duration.ofMillis(10)) != null;
            }
            return subscriber.stats().reconnects() == 1
                    && accounted(subscriber) == publisher.stats().published();
        });
        System.out.println("accounted for");
        long received = subscriber.stats().received();
        publish(publisher, 100);
        Wait.until("traffic", () -> {
            subscriber.receive(Duration.ofMillis(10));
            return subscriber.stats().received() == received + 100;
        });
        System.out.println("traffic");
        System.out.println("I/O threads " + context.stats().ioThreadsAlive() + ", broken "
                + context.stats().broken());
        context.close();
    }

    /** In the midst of JeroMQ's work, on its thread. */
    private static void throwOnTheIoThread(TunedContext context, String kind) {
        AtomicInteger events = new AtomicInteger();
        ZMQ.Socket socket = context.socket(SocketType.PUSH);
        socket.base()
                .setEventHook(
                        event -> {
                            if (events.getAndIncrement() == 0) {
                                throw error(kind);
                            }
                        },
                        zmq.ZMQ.ZMQ_EVENT_CONNECT_DELAYED);
        socket.connect("tcp://127.0.0.1:1");
    }

    private static Error error(String kind) {
        return switch (kind) {
            case "memory" -> new OutOfMemoryError("made up");
            case "stack" -> new StackOverflowError("made up");
            default -> new AssertionError("made up");
        };
    }

    private static void publish(Publisher publisher, int messages) {
        for (int i = 0; i < messages; i++) {
            if (publisher.publish("t", new byte[100]) != PublishResult.ACCEPTED) {
                throw new AssertionError("refused");
            }
        }
    }

    private static long accounted(Subscriber subscriber) {
        return subscriber.stats().received() + subscriber.stats().dropped();
    }

    private static void die(TunedContext context, Publisher publisher, Subscriber subscriber) {
        DoomedSocket.open(context);
        Wait.until("broken", () -> context.stats().broken().isPresent());
        System.out.println("broken: " + context.stats().broken().get());
        System.out.println("health: " + context.health());
        refused("publish", () -> publisher.publish("t", new byte[1]));
        refused("handle", () -> publisher.topic("t").publish(new byte[1]));
        refused("await", () -> publisher.awaitSubscribers(1, "t", SOON));
        refused("receive", () -> subscriber.receive(SOON));
        refused("open", () -> context.publisher().bind("tcp://127.0.0.1:*").open());
        refused("plain socket", () -> context.socket(SocketType.PULL));
        System.out.println("published " + publisher.stats().published());
        context.close();
        System.out.println("closed");
    }

    private static void refused(String what, Callable<?> call) {
        try {
            System.out.println(what + " gave " + call.call());
        } catch (Exception e) {
            System.out.println(what + ": " + e.getMessage());
        }
    }
}
