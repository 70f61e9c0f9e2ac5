package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a thread whose frames the JVM has dropped: a lock that nobody will unlock. */
@Timeout(60)
@SuppressWarnings("LockNotBeforeTry") // That is what this is about.
class OwnedLockTest {
    private final AtomicInteger lost = new AtomicInteger();
    private final OwnedLock flat = OwnedLock.flat(lost::incrementAndGet);
    private final OwnedLock nested = OwnedLock.nested(lost::incrementAndGet);

    private static void leaveTaken(OwnedLock lock) throws InterruptedException {
        Thread owner = new Thread(lock::lock);
        owner.start();
        owner.join();
    }

    @Test
    void shouldNotLetAnybodyWaitForAnOwnerThatHasGone() throws Exception {
        leaveTaken(nested);

        assertThatThrownBy(nested::lock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("build a new one");
        assertThat(lost).hasValue(1);
    }

    @Test
    void shouldTellWhoCouldNotGetIt() throws Exception {
        nested.tellIfLost();
        assertThat(lost).hasValue(0);
        leaveTaken(nested);

        nested.tellIfLost();

        assertThat(lost).hasValue(1);
        assertThat(nested.tryLock()).isFalse();
    }

    /** As it does when it comes again after it was thrown out. */
    @Test
    void shouldFindOutThatTheThreadItselfHasLeftIt() {
        flat.lock();

        assertThatThrownBy(flat::lock).isInstanceOf(IllegalStateException.class);
        assertThat(lost).hasValue(1);
    }

    @Test
    void shouldBeTakenAgainWhereThatIsMeant() {
        nested.lock();
        nested.lock();

        assertThat(nested.getHoldCount()).isEqualTo(2);
        assertThat(lost).hasValue(0);
    }

    /** For as long as it takes, also after an interrupt. */
    @Test
    void shouldWaitForAnOwnerThatIsAtWork() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread owner = new Thread(() -> {
            nested.lock();
            taken.countDown();
            await(over);
            nested.unlock();
        });
        owner.start();
        await(taken);
        Thread waiter = new Thread(() -> {
            nested.lock();
            assertThat(Thread.interrupted()).isTrue();
            nested.unlock();
        });
        waiter.start();
        waiter.interrupt();
        waiter.join(2_500);
        assertThat(waiter.isAlive()).isTrue();

        over.countDown();
        waiter.join();
        owner.join();

        assertThat(nested.isLocked()).isFalse();
        assertThat(lost).hasValue(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
