package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Sneaky;
import io.tunedzmq.Wait;
import io.tunedzmq.config.ContextConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HousekeeperTest {
    private static final long NEVER_NS = TimeUnit.HOURS.toNanos(1);
    private static final long BY_ITSELF_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int TIMES = 100;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());

    /** Without the chores of a context, for which it would come more often. */
    private final Housekeeper housekeeper = new Housekeeper(services.context());

    private final AtomicInteger works = new AtomicInteger();

    @AfterEach
    void close() {
        housekeeper.stop();
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    private long work(long nowNs) {
        works.incrementAndGet();
        return NEVER_NS;
    }

    /** A quarter of a second after the last time at the latest: a socket may collect commands. */
    @Test
    void shouldLookAfterAllOfThemNowAndThen() {
        housekeeper.add(this::work);

        Wait.until("it comes again", () -> works.get() > 2);
    }

    @Test
    void shouldComeWhenItIsWoken() {
        housekeeper.add(this::work);
        Wait.until("the first time", () -> works.get() > 0);

        long startNs = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            int before = works.get();
            housekeeper.wakeup();
            Wait.until("woken", () -> works.get() > before);
        }

        assertThat(System.nanoTime() - startNs).as("before it comes by itself").isLessThan(TIMES * BY_ITSELF_NS / 2);
    }

    @Test
    void shouldGoOnWithTheOthersWhenOneFails() {
        AtomicInteger failures = new AtomicInteger();
        housekeeper.add(nowNs -> {
            failures.incrementAndGet();
            throw Sneaky.raise(new Exception("a test, checked and not declared"));
        });
        housekeeper.add(this::work);

        Wait.until("both are tried again", () -> failures.get() > 1 && works.get() > 1);
    }

    @Test
    void shouldComeWhenAChannelCanBeReadAndOnlyWhileThatIsOfInterest() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        SelectionKey key = housekeeper.watch(pipe.source());
        AtomicInteger readable = new AtomicInteger();
        housekeeper.add(nowNs -> {
            readable.addAndGet(read(pipe));
            return NEVER_NS;
        });

        long startNs = System.nanoTime();
        for (int i = 1; i <= TIMES; i++) {
            int written = i;
            write(pipe);
            Wait.until("it was read", () -> readable.get() == written);
        }
        assertThat(System.nanoTime() - startNs).as("before it comes by itself").isLessThan(TIMES * BY_ITSELF_NS / 2);
        Housekeeper.interest(key, 0);
        assertThat(key).isNotNull();
        assertThat(key.interestOps()).isZero();
        Housekeeper.interest(key, SelectionKey.OP_READ);
        write(pipe);
        Wait.until("it was read again", () -> readable.get() > TIMES);

        pipe.sink().close();
        pipe.source().close();
        Housekeeper.interest(key, SelectionKey.OP_READ); // It is closed: nothing to do.
    }

    private static void write(Pipe pipe) throws Exception {
        assertThat(pipe.sink().write(ByteBuffer.allocate(1))).isEqualTo(1);
    }

    private static int read(Pipe pipe) {
        try {
            return Math.max(0, pipe.source().read(ByteBuffer.allocate(1)));
        } catch (IOException e) {
            return 0; // Closed at the end of the test.
        }
    }
}
