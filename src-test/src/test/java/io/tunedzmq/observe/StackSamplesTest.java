package io.tunedzmq.observe;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.observe.StackSamples.Sight;
import io.tunedzmq.window.WindowSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a thread is doing, seen from outside. */
@Timeout(30)
class StackSamplesTest {
    @TempDir
    Path folder;

    private final CountDownLatch latch = new CountDownLatch(1);

    /** Packages are moved, and their names in strings stay behind. */
    @Test
    void shouldKnowOurPackagesByTheirNames() throws Exception {
        for (String ours : StackSamples.OURS) {
            if (ours.startsWith("io.tunedzmq.") && !ours.equals("io.tunedzmq.Subscriber.")) {
                assertThat(Class.forName(ours + "package-info")).isNotNull();
            }
        }
    }

    @Test
    void shouldKnowTheCallerOfListenersByItsName() throws Exception {
        assertThat(Class.forName(StackSamples.LISTENERS)).isNotNull();
    }

    @Test
    void shouldSayThatItIsInAListener() {
        StackSamples stacks = new StackSamples();
        stacks.look(new Sight(
                Thread.State.RUNNABLE,
                List.of(
                        new StackTraceElement("com.example.Prices", "lost", "Prices.java", 12),
                        new StackTraceElement(StackSamples.LISTENERS, "tell", "SubscriberListeners.java", 28),
                        new StackTraceElement("io.tunedzmq.Subscriber", "receive", "Subscriber.java", 70))));

        assertThat(stacks.mostOften("mine").orElseThrow().frames())
                .containsExactly(
                        "com.example.Prices.lost(Prices.java:12)",
                        "(in a listener of the subscriber: onGap, onSlow or onPublisher)");
    }

    /** Who has the lock, and whether it is a deadlock. */
    @Test
    void shouldNameTheOwnerOfALock() throws Exception {
        Object lock = new Object();
        Thread waiting;
        synchronized (lock) {
            waiting = start(() -> {
                synchronized (lock) {
                    latch.countDown();
                }
            });
            Thread thread = waiting;
            await(() -> thread.getState() == Thread.State.BLOCKED);

            assertThat(new LockOwners().of(waiting))
                    .contains(new WindowSamples.LockOwner(
                            "java.lang.Object", Thread.currentThread().getName(), false));
        }
        latch.await();
        assertThat(new LockOwners().of(Thread.currentThread())).isEmpty();
    }

    @Test
    void shouldSeeWhereAThreadWaits() {
        Thread thread = start(this::waitForTheLatch);
        StackSamples stacks = new StackSamples();
        await(() -> thread.getState() == Thread.State.WAITING);

        await(() -> stacks.look(Sight.of(thread)));
        latch.countDown();

        WindowSamples.Stack stack = stacks.mostOftenWaiting("mine").orElseThrow();
        assertThat(stack.place())
                .startsWith("io.tunedzmq.observe.StackSamplesTest.waitForTheLatch(StackSamplesTest.java:");
        assertThat(stack.frames().get(0)).startsWith("jdk.internal.misc.Unsafe.park(");
    }

    @Test
    void shouldSeeThatAThreadWaitsForTheNetworkThoughTheJvmCallsItRunnable() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = start(() -> accept(server));
            StackSamples stacks = new StackSamples();

            // On its way there it may wait for a class to be loaded.
            await(() -> stacks.look(Sight.of(thread))
                    && stacks.mostOften("mine").orElseThrow().place().contains("StackSamplesTest.accept("));
        }
    }

    @Test
    void shouldSeeThatAThreadOfAPoolWaitsForItsNextTask() throws Exception {
        ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
        try {
            Thread thread = pool.submit(Thread::currentThread).get();
            StackSamples stacks = new StackSamples();

            await(() -> stacks.look(Sight.of(thread)));

            assertThat(stacks.mostOftenWaiting("mine").orElseThrow().place())
                    .startsWith("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take(");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldSeeThatAThreadWorks() {
        Thread thread = start(this::work);
        StackSamples stacks = new StackSamples();
        // The first looks may find it on its way there.
        await(() -> !stacks.look(Sight.of(thread))
                && stacks.mostOften("mine")
                        .filter(most -> most.place().contains("StackSamplesTest.work("))
                        .isPresent());

        assertThat(stacks.mostOftenWaiting("mine").stream())
                .as("waiting for a class on its way there")
                .allSatisfy(stack -> assertThat(stack.place()).doesNotContain("StackSamplesTest.work("));
        assertThat(StackSamples.activity(thread)).isEqualTo(StackSamples.Activity.WORKING);
        latch.countDown();
    }

    @Test
    void shouldTellAThreadThatWaitsForItsConnections() throws Exception {
        try (Selector selector = Selector.open()) {
            Thread thread = start(() -> select(selector));

            await(() -> StackSamples.activity(thread) == StackSamples.Activity.SELECTING);
        }
    }

    @Test
    void shouldSeeThatAThreadWaitsForADiskThoughTheJvmCallsItRunnable() {
        Thread thread = start(this::force);
        StackSamples stacks = new StackSamples();

        await(() -> stacks.look(Sight.of(thread))
                && stacks.mostOften("mine").orElseThrow().frames().get(0).contains(".force0("));
        latch.countDown();
    }

    /** Of JDK 17 and 25. */
    @ParameterizedTest
    @CsvSource({
        "java.io.FileDescriptor, sync",
        "java.io.FileDescriptor, sync0",
        "java.io.FileInputStream, readBytes",
        "java.io.FileOutputStream, writeBytes",
        "java.io.RandomAccessFile, setLength0",
        "java.io.RandomAccessFile, writeBytes0",
        "java.net.Inet6AddressImpl, getHostByAddr",
        "java.net.Inet6AddressImpl, lookupAllHostAddr",
        "java.net.SocketOutputStream, socketWrite0",
        "java.nio.MappedMemoryUtils, force0",
        "sun.nio.ch.DatagramChannelImpl, receive0",
        "sun.nio.ch.FileChannelImpl, transferTo0",
        "sun.nio.ch.FileDispatcherImpl, force0",
        "sun.nio.ch.FileDispatcherImpl, lock0",
        "sun.nio.ch.FileDispatcherImpl, pread0",
        "sun.nio.ch.FileDispatcherImpl, readv0",
        "sun.nio.ch.FileDispatcherImpl, writev0",
        "sun.nio.ch.UnixFileDispatcherImpl, pwrite0",
        "sun.nio.ch.UnixFileDispatcherImpl, write0",
        "sun.nio.fs.UnixCopyFile, transfer",
        "sun.nio.fs.UnixNativeDispatcher, open0",
        "sun.nio.fs.UnixNativeDispatcher, write"
    })
    void shouldKnowTheCallsThatWait(String type, String method) {
        assertThat(StackSamples.waits(Thread.State.RUNNABLE, nativeMethod(type, method)))
                .isTrue();
    }

    @Test
    void shouldNotTakeWorkForAWaitingCall() {
        assertThat(StackSamples.waits(
                        Thread.State.RUNNABLE, nativeMethod("java.util.zip.Inflater", "inflateBytesBytes")))
                .isFalse();
        assertThat(StackSamples.waits(
                        Thread.State.RUNNABLE,
                        new StackTraceElement("java.io.BufferedInputStream", "read", "BufferedInputStream.java", 1)))
                .isFalse();
    }

    @Test
    void shouldCountKnownPlacesOnWhenThereAreTooMany() {
        StackSamples stacks = new StackSamples();
        for (int line = 1; line <= 1_000; line++) {
            stacks.look(Sight.of(posed(Thread.State.RUNNABLE, line)));
        }

        stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 1_000)));
        stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 1_001)));
        stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 1_001)));
        stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 1_001)));

        WindowSamples.Stack stack = stacks.mostOften("mine").orElseThrow();
        assertThat(stack.place()).isEqualTo("app.Handler.accept(Handler.java:1000)");
        assertThat(stack.share()).isEqualTo(2.0 / 1_004);
    }

    @Test
    void shouldTellWhereAThreadWaitedMostOftenApartFromWhereItWas() {
        StackSamples stacks = new StackSamples();
        for (int i = 0; i < 5; i++) {
            stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 1)));
        }
        stacks.look(Sight.of(posed(Thread.State.WAITING, 2)));
        stacks.look(Sight.of(posed(Thread.State.BLOCKED, 3)));
        stacks.look(Sight.of(posed(Thread.State.TIMED_WAITING, 3)));
        stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 3)));
        stacks.lookAway();

        assertThat(stacks.mostOften("mine").orElseThrow().place()).endsWith(":1)");
        WindowSamples.Stack waiting = stacks.mostOftenWaiting("mine").orElseThrow();
        assertThat(waiting.place()).endsWith(":3)");
        assertThat(waiting.share()).isEqualTo(0.2);
    }

    @Test
    void shouldNotSayWhereAThreadWaitedThatNeverDid() {
        StackSamples stacks = new StackSamples();
        stacks.look(Sight.of(posed(Thread.State.RUNNABLE, 1)));

        assertThat(stacks.mostOftenWaiting("mine")).isEmpty();
    }

    private static StackTraceElement nativeMethod(String type, String method) {
        return new StackTraceElement(type, method, null, -2); // So the JVM marks a native method.
    }

    /** A thread of which it is seen that it is there. */
    private static Thread posed(Thread.State state, int line) {
        return new Thread("posed") {
            @Override
            public State getState() {
                return state;
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                return new StackTraceElement[] {
                    new StackTraceElement("app.Handler", "accept", "Handler.java", line),
                };
            }
        };
    }

    private void force() {
        try (FileChannel file = FileChannel.open(folder.resolve("forced"), CREATE, WRITE)) {
            while (latch.getCount() > 0) {
                file.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitForTheLatch() {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void accept(ServerSocket server) {
        try {
            server.accept();
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void work() {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void select(Selector selector) {
        try {
            selector.select();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "looked-at");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The time limit of the class, which interrupts, ends it. */
    private static void await(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted()).as("too late").isFalse();
            Thread.onSpinWait();
        }
    }
}
