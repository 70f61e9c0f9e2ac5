package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tunedzmq.Wait;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.settings.Endpoint;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zeromq.SocketType;
import zmq.Mailbox;
import zmq.Msg;
import zmq.ZError;

/** A socket closes while another of the same process uses its connection. */
@Timeout(60)
class InprocEndTest {
    private static final int ROUNDS = 10;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final AtomicInteger ends = new AtomicInteger();

    @AfterEach
    void close() {
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    private TunedSocket open(SocketType type, Endpoint.Side side) {
        TunedSocket socket = new TunedSocket(
                services.context(), type, 10, 10, 1_000, install -> NoConnections.connections(), () -> {});
        socket.attach(List.of(new Endpoint(side, "inproc://end")));
        return socket;
    }

    /** What may find that a peer has closed. */
    enum Call {
        RECEIVE,
        WAIT,
        LOOK,
        COMMANDS,
        SEND;

        void make(TunedSocket socket) {
            switch (this) {
                case RECEIVE -> socket.receive();
                case WAIT -> socket.awaitMessage(1);
                case LOOK -> socket.readable();
                case COMMANDS -> socket.processCommands();
                case SEND -> {
                    socket.send(new Msg(new byte[] {1}), 1);
                    socket.readable(); // Sending reads nothing of itself.
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhenAPeerIsGoneBeforeItIsWoken(Call call) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            TunedSocket publisher = open(SocketType.XPUB, Endpoint.Side.BIND);
            TunedSocket subscriber = open(SocketType.XSUB, Endpoint.Side.CONNECT);
            publisher.processCommands();
            goneBeforeItIsWoken(publisher);
            int before = ends.get();

            publisher.close(Duration.ZERO);
            Wait.until("it hears of the end", () -> {
                assertThatCode(() -> call.make(subscriber)).doesNotThrowAnyException();
                return ends.get() > before;
            });
            subscriber.close(Duration.ZERO);
        }

        assertThat(services.context().health().survivedErrors()).isZero();
        assertThat(services.context().health().broken()).isEmpty();
    }

    /** As where the system lets another thread run just between the two steps of telling a socket something. */
    private void goneBeforeItIsWoken(TunedSocket socket) throws Exception {
        Object base = read(TunedSocket.class, "base", socket);
        int tid = (int) read(Class.forName("zmq.ZObject"), "tid", base);
        Object[] slots = (Object[]) read(zmq.Ctx.class, "slots", read(Class.forName("zmq.ZObject"), "ctx", base));
        Mailbox mailbox = (Mailbox) slots[tid];
        Class<?> type = slots.getClass().getComponentType();
        slots[tid] =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    method.setAccessible(true);
                    try {
                        Object result = method.invoke(mailbox, arguments);
                        if (method.getName().equals("send")
                                && arguments[0].toString().contains("PIPE_TERM_ACK")) {
                            Wait.until("its end", () -> !mailbox.getFd().isOpen());
                            ends.incrementAndGet();
                            throw new ZError.IOException(new ClosedChannelException());
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Object read(Class<?> type, String name, Object from) throws Exception {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(from);
    }
}
