package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;

/**
 * A process that is attacked while it has a publisher and a subscriber of ours, and what must be true of it afterwards.
 */
final class Attack implements AutoCloseable {
    /** MiB of the one attacked. */
    static final int HEAP = 128;

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Attackers attackers = new Attackers();
    private final TunedContext context = TunedContext.builder().build();
    private final VictimProcess victim;
    private Map<String, Long> before = Map.of();
    private final Publisher publisher;
    private final Subscriber subscriber;
    private long published;

    private Attack(VictimProcess victim) {
        this.victim = victim;
        publisher = context.publisher()
                .connect(victim.subscriber())
                .overflow(OverflowPolicy.block(SOON))
                .open();
        subscriber = context.subscriber().connect(victim.publisher()).topic("t").open();
    }

    /** @param mebibytes of heap that it has */
    static Attack onHeap(int mebibytes) throws IOException {
        return begin(VictimProcess.withHeap(mebibytes));
    }

    /** @param most file descriptors that it may open */
    static Attack onFiles(int most) throws IOException {
        return begin(VictimProcess.withFiles(most));
    }

    private static Attack begin(VictimProcess victim) throws IOException {
        Attack attack = new Attack(victim);
        boolean begun = false;
        try {
            attack.beginHonestTraffic();
            begun = true;
            return attack;
        } finally {
            if (!begun) {
                attack.close();
            }
        }
    }

    private void beginHonestTraffic() throws IOException {
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        assertThat(publisher.awaitSubscribers(1, "t", SOON)).isTrue();
        victim.start();
        publish(1_000);
        before = victim.state();
    }

    VictimProcess victim() {
        return victim;
    }

    /** Has the socket closed in the end. */
    Socket add(Socket attacker) {
        return attackers.add(attacker);
    }

    /** A publisher that has shaken hands with its subscriber. */
    Socket onSubscriber() throws IOException {
        return attackers.attack(victim.subscriber(), "PUB");
    }

    /** A socket of this type that has shaken hands with its publisher. */
    Socket onPublisher(String type) throws IOException {
        return attackers.attack(victim.publisher(), type);
    }

    private void publish(int messages) {
        for (int i = 0; i < messages; i++) {
            assertThat(publisher.publish("t", new byte[64])).isEqualTo(PublishResult.ACCEPTED);
            published++;
        }
    }

    void requireExactAndUnharmed() throws IOException {
        requireExactAndUnharmed(HEAP / 4);
    }

    /** @param moreHeap MiB that may be held for the attackers */
    void requireExactAndUnharmed(int moreHeap) throws IOException {
        publish(1_000);
        Wait.until("all that was published is received", () -> received() == published);
        long accepted = victim.stop();
        Wait.until(() -> "accounted for: " + accepted + " in " + subscriber.stats(), () -> {
            subscriber.drain(view -> {}, 1_000, Duration.ofMillis(10));
            return subscriber.stats().received() + subscriber.stats().dropped() == accepted;
        });
        requireNewcomersServed();
        Map<String, Long> after = victim.state();
        assertThat(after.get("dropped")).isZero();
        assertThat(after.get("ioThreads")).isEqualTo(1);
        assertThat(after.get("heap")).isLessThan(before.get("heap") + moreHeap);
        Wait.until("the I/O thread has time", this::ioThreadIsIdle);
        assertThat(victim.closeContext()).isLessThan(SOON.toNanos());
    }

    private long received() {
        try {
            Map<String, Long> state = victim.state();
            return state.get("received") - state.get("untagged");
        } catch (IOException e) {
            throw new AssertionError("the process attacked does not answer", e);
        }
    }

    private void requireNewcomersServed() {
        try (Subscriber newcomer = context.subscriber()
                        .connect(victim.publisher())
                        .topic("new")
                        .open();
                Publisher other =
                        context.publisher().connect(victim.subscriber()).open()) {
            assertThat(newcomer.awaitReady(SOON)).isTrue();
            assertThat(other.awaitSubscribers(1, "t", SOON)).isTrue();
        }
    }

    private boolean ioThreadIsIdle() {
        try {
            long startNs = System.nanoTime();
            long cpuNs = victim.state().get("ioNs");
            victim.state();
            long usedNs = victim.state().get("ioNs") - cpuNs;
            return usedNs < (System.nanoTime() - startNs) / 2;
        } catch (IOException e) {
            throw new AssertionError("the process attacked does not answer", e);
        }
    }

    @Override
    public void close() throws IOException {
        context.close();
        attackers.close();
        victim.close();
    }
}
