package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.stats.ClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/** Parts of an application that do not know each other use one context; the last that closes ends it. */
@Timeout(120)
class SharedContextTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Set<Thread> before = threads();

    @AfterEach
    void shouldHaveEnded() {
        assertThat(TunedContext.current()).isEmpty();
        Wait.until(
                () -> "no thread left of " + newThreads(),
                () -> newThreads().isEmpty()); // A reaper ends a moment after the call.
    }

    /**
     * As with two Spring contexts in one process, each with a bean of its own: opened, closed, and closed again by a
     * hook.
     */
    @Test
    void shouldGoOnForTheOthersWhenOneUserCloses() {
        TunedContext one = user();
        TunedContext other = user();
        Publisher ofOne = publisher(one);
        Publisher ofOther = publisher(other);
        Subscriber subscriber = subscriber(other, ofOther);
        assertThat(other.publishers()).containsExactly(ofOne, ofOther);

        one.close();
        one.close();

        assertThat(one.isClosed()).isTrue();
        assertThat(ofOne.isClosed()).isTrue();
        assertThatThrownBy(() -> ofOne.publish("prices", new byte[1]))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("by close() of its TunedContext on thread 'main'");
        assertThatThrownBy(one::publisher)
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("TunedContext is closed, by close() on thread 'main' at 2");
        assertThat(other.isClosed()).isFalse();
        assertThat(other.publishers()).containsExactly(ofOther);
        assertThat(TunedContext.current()).containsSame(other);
        ofOther.publish("prices", new byte[1]);
        assertThat(subscriber.receive(SOON)).isNotNull();
        try (TunedContext third = user()) {
            other.close();
            assertThat(subscriber(third, publisher(third)).isClosed()).isFalse();
        }
    }

    @Test
    void shouldCountWhoBuiltItAsAUser() {
        TunedContext first = TunedContext.builder().build();
        TunedContext second = user();

        first.close();

        assertThat(publisher(second).publish("prices", new byte[1])).isEqualTo(PublishResult.ACCEPTED);
        assertThatIllegalStateException()
                .isThrownBy(() -> TunedContext.builder().build())
                .withMessageContaining("builder.getOrBuild() with equal settings")
                .withMessageContaining("which has 1 user, by thread 'main' at ")
                .withMessageContaining("SharedContextTest.user(");
        second.close();
    }

    @Test
    void shouldNameAllUsersOfAContextWithOtherSettings() throws Exception {
        TunedContext first = user();
        TunedContext second =
                Running.start("another part", SharedContextTest::user).result();

        assertThatIllegalStateException()
                .isThrownBy(() -> TunedContext.builder().ioThreads(2).getOrBuild())
                .withMessageContaining("which has 2 users, by thread 'main' at ")
                .withMessageContaining("; by thread 'another part' at ")
                .withMessageEndingWith("ioThreads: 2 here, 1 there");

        first.close();
        second.close();
    }

    /** The context must not end under one that still sends its last messages. */
    @Test
    void shouldEndOnceWhenTheLastTwoCloseAtTheSameTime() throws Exception {
        for (int i = 0; i < 20; i++) {
            TunedContext sends = user();
            TunedContext receives = user();
            Publisher publisher = publisher(sends);
            Subscriber subscriber = subscriber(receives, publisher);
            for (int message = 0; message < 100; message++) {
                publisher.publish("prices", new byte[100]);
            }
            Running<Boolean> closing = Running.start("closing", () -> {
                sends.close();
                return publisher.closeReport().isPresent();
            });
            int received = 0;
            while (received < 100 && subscriber.receive(SOON) != null) {
                received++;
            }
            receives.close();

            assertThat(received).isEqualTo(100);
            assertThat(closing.result()).isTrue();
            assertThat(TunedContext.current()).isEmpty();
        }
    }

    @Test
    void shouldServeManyWhoComeAndGo() throws Exception {
        List<Running<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(Running.start("part " + i, () -> {
                int delivered = 0;
                for (int round = 0; round < 5; round++) {
                    try (TunedContext mine = user()) {
                        Publisher publisher = publisher(mine);
                        Subscriber subscriber = subscriber(mine, publisher);
                        publisher.publish("prices", new byte[1]);
                        delivered += subscriber.receive(SOON) == null ? 0 : 1;
                    }
                }
                return delivered;
            }));
        }

        for (Running<Integer> part : parts) {
            assertThat(part.result()).isEqualTo(5);
        }
    }

    @Test
    void shouldTellADiagnosisNoMoreToAUserThatClosed() throws Exception {
        BlockingQueue<Diagnosis> closed = new LinkedBlockingQueue<>();
        BlockingQueue<Diagnosis> open = new LinkedBlockingQueue<>();
        try (ZContext foreign = new ZContext();
                TunedContext stays = TunedContext.builder()
                        .diagnoseEvery(Duration.ofSeconds(1), open::add)
                        .getOrBuild()) {
            TunedContext.builder()
                    .diagnoseEvery(Duration.ofSeconds(1), closed::add)
                    .getOrBuild()
                    .close();
            assertThat(stays.isClosed()).isFalse();
            foreign.createSocket(SocketType.PUB);

            assertThat(open.poll(20, TimeUnit.SECONDS)).isNotNull();
            assertThat(closed).isEmpty();
        }
    }

    private static TunedContext user() {
        return TunedContext.builder().getOrBuild();
    }

    private static Publisher publisher(TunedContext context) {
        return context.publisher().bind("tcp://127.0.0.1:*").open();
    }

    private static Subscriber subscriber(TunedContext context, Publisher publisher) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private Set<Thread> newThreads() {
        Set<Thread> now = threads();
        now.removeAll(before);
        return now;
    }

    /** Those of tests that kill I/O threads are left behind. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tunedzmq-io")
                        || thread.getName().startsWith("tunedzmq-reaper"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
