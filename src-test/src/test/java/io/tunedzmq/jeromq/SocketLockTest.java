package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.ContextConfig;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;

@Timeout(60)
class SocketLockTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final TunedSocket socket = new TunedSocket(
            services.context(), SocketType.XSUB, 10, 10, 1_000, install -> NoConnections.connections(), () -> {});
    private final AtomicInteger closed = new AtomicInteger();
    private boolean fails;
    private final SocketLock lock = new SocketLock(socket, this::close, () -> {});

    private void close() {
        if (fails) {
            throw new OutOfMemoryError("a test");
        }
        closed.incrementAndGet();
        socket.close(Duration.ZERO);
    }

    @AfterEach
    void end() {
        boolean unused = Thread.interrupted();
        socket.close(Duration.ZERO);
        assertThat(services.close(Duration.ZERO, SOON)).isTrue();
    }

    @Test
    void shouldCloseOnceWhenItIsLetGoForGood() {
        lock.lock();
        lock.lock();
        lock.closeWhenUnlocked();

        assertThat(lock.unlock()).as("still held").isFalse();
        assertThat(lock.unlock()).as("let go").isTrue();
        lock.lock();
        assertThat(lock.unlock()).as("closed already").isFalse();
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldTryToCloseAgainIfThatFails() {
        lock.closeWhenUnlocked();
        fails = true;
        lock.lock();
        assertThatThrownBy(lock::unlock).isInstanceOf(OutOfMemoryError.class);
        assertThat(lock.isMine()).isFalse();

        fails = false;
        lock.lock();

        assertThat(lock.unlock()).isTrue();
    }

    @Test
    void shouldGiveBackAnInterruptThatJeroMqTook() {
        lock.lock();
        Thread.currentThread().interrupt();
        socket.awaitMessage(10_000);
        assertThat(Thread.currentThread().isInterrupted()).as("JeroMQ takes it").isFalse();

        lock.unlock();

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void shouldBelongToOneThread() throws Exception {
        lock.lock();
        FutureTask<Boolean> other = new FutureTask<>(() -> lock.tryLock() || lock.tryLock(1));
        new Thread(other, "other").start();

        assertThat(other.get(SOON.toSeconds(), TimeUnit.SECONDS)).isFalse();
        assertThat(lock.isMine()).isTrue();
        lock.unlock();
        assertThat(lock.isMine()).isFalse();
    }
}
