package io.tunedzmq;

import static io.tunedzmq.Attack.HEAP;
import static io.tunedzmq.Attackers.LARGE;
import static io.tunedzmq.Attackers.MORE;
import static io.tunedzmq.Attackers.frame;
import static io.tunedzmq.Attackers.part;
import static io.tunedzmq.Attackers.send;
import static io.tunedzmq.Attackers.sendUntilCut;
import static io.tunedzmq.Attackers.trySend;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stranger sends to a publisher may end the stranger's connection, and nothing else. The one attacked has a heap
 * of 128 MiB.
 */
@Timeout(120)
class HostileSubscribersTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void shouldKeepNothingOfAMessageWithoutEndToAPublisher() throws Exception {
        try (Attack attack = Attack.onHeap(HEAP)) {
            Socket attacker = attack.onPublisher("XSUB");
            boolean unused = sendUntilCut(attacker, frame(MORE | LARGE, part("\1raw", 900)), 200 << 20);
            attack.requireExactAndUnharmed();
        }
    }

    /** JeroMQ keeps some 50 bytes for each byte of a subscription. */
    @Test
    void shouldGiveEverythingToWhoeverFillsTheMemoryWithSubscriptions() throws Exception {
        try (Attack attack = Attack.onHeap(HEAP)) {
            Socket attacker = attack.onPublisher("SUB");
            assertThat(subscribe(attacker, new Random(1), 1_000, 2_000)).isEqualTo(2_000);
            assertThat(attacker.getInputStream().read())
                    .as("a message for others")
                    .isNotNegative();
            attack.requireExactAndUnharmed();
        }
    }

    /** Each of them asks for less than the honest one, which came first. */
    @Test
    void shouldKeepWhatWasAskedForBeforeManyAskForMuch() throws Exception {
        try (Attack attack = Attack.onHeap(HEAP)) {
            Random random = new Random(2);
            for (int connection = 0; connection < 300; connection++) {
                assertThat(subscribe(attack.onPublisher("SUB"), random, 90, 10)).isEqualTo(10);
            }
            attack.requireExactAndUnharmed();
        }
    }

    /** JeroMQ takes a moment to forget the subscriptions of a connection that has ended. */
    @Test
    void shouldOutliveThoseWhoComeBackWithNewSubscriptions() throws Exception {
        try (Attack attack = Attack.onHeap(HEAP)) {
            List<Running<Void>> floods = new ArrayList<>();
            for (int seed = 1; seed <= 4; seed++) {
                Random random = new Random(seed);
                floods.add(Running.start("flood " + seed, () -> {
                    flood(attack.victim().publisher(), random);
                    return null;
                }));
            }
            for (Running<Void> flood : floods) {
                flood.result();
            }
            attack.requireExactAndUnharmed();
        }
    }

    /** JeroMQ walks over the tree of all subscriptions for each of them, on the thread that sends. */
    @Test
    void shouldOutliveACrowdThatEndsAtOnce() throws Exception {
        try (Attack attack = Attack.onHeap(4 * HEAP)) {
            Socket filler = attack.onPublisher("SUB");
            assertThat(subscribe(filler, new Random(3), 1_000, 1_000)).isEqualTo(1_000);
            RawSubscriber.subscribe(filler, "t");
            assertThat(filler.getInputStream().read())
                    .as("a message, once all of that was heard")
                    .isNotNegative();
            List<Socket> crowd = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                crowd.add(attack.onPublisher("SUB"));
            }
            for (Socket each : crowd) {
                each.close();
            }
            attack.requireExactAndUnharmed(HEAP);
            // Of CPU time: some walks, and not 800 of them, each over a million bytes, which takes 100 ms and more.
            assertThat(attack.victim().state().get("longestPauseNs")).isLessThan(10_000_000_000L);
        }
    }

    /** Asks for so many made-up topics, unless the connection is cut; returns for how many. */
    private static int subscribe(Socket attacker, Random random, int bytes, int times) {
        byte[] subscription = new byte[bytes];
        for (int i = 0; i < times; i++) {
            random.nextBytes(subscription);
            subscription[0] = 1;
            if (!trySend(attacker, frame(LARGE, subscription))) {
                return i;
            }
        }
        return times;
    }

    private static void flood(String endpoint, Random random) throws IOException {
        int left = 20 << 20;
        while (left > 0) {
            try (Socket attacker = RawSubscriber.connect(endpoint)) {
                left -= 900 * Math.max(1, subscribe(attacker, random, 900, Math.min(4_000, 1 + left / 900)));
            }
        }
    }

    /** Behind a proxy that others share: what one of them asks for must not cost the others their connection. */
    @Test
    void shouldIgnoreASubscriptionThatIsTooLong() throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Attackers attackers = new Attackers()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Socket shared = attackers.add(RawSubscriber.connect(publisher.endpoint()));
            send(shared, frame(LARGE, part("\1t", 1_200)));
            send(shared, frame(LARGE, part("\1t", 100_000)));
            RawSubscriber.subscribe(shared, "t\0");
            awaitFrame(publisher, shared);

            assertThat(publisher.stats().ignoredUpstream()).isEqualTo(2);
        }
    }

    private static void awaitFrame(Publisher publisher, Socket subscriber) throws IOException {
        subscriber.setSoTimeout(1);
        long end = System.nanoTime() + SOON.toNanos();
        while (subscriber.getInputStream().available() == 0) {
            assertThat(System.nanoTime()).isLessThan(end);
            publisher.publish("t", new byte[1]);
            Thread.onSpinWait();
        }
    }

    /** Half of what the process may open is taken by those who say nothing; then more come. */
    @Test
    void shouldMakeRoomForNewcomersWhereNoFileDescriptorIsLeft() throws Exception {
        try (Attack attack = Attack.onFiles(90)) {
            for (int i = 0; i < 70; i++) {
                Socket silent = attack.add(new Socket());
                silent.connect(RawSubscriber.address(attack.victim().publisher()));
                send(silent, RawSubscriber.handshake("SUB", "")); // Not all are answered.
            }
            attack.requireExactAndUnharmed();
        }
    }

    /** JeroMQ believes what a peer says of its own address. */
    @ParameterizedTest
    @ValueSource(strings = {"Peer-Address", "tunedzmq-Local-Address"})
    void shouldNotTakeAPeerForAnother(String name) throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Attackers attackers = new Attackers()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Socket honest = attackers.add(RawSubscriber.connect(publisher.endpoint()));
            RawSubscriber.subscribe(honest, "t\0");
            awaitFrame(publisher, honest);
            String address = "127.0.0.1:" + honest.getLocalPort();
            String property = (char) name.length() + name + "\0\0\0" + (char) address.length() + address;
            Socket forger = attackers.add(RawSubscriber.connect(publisher.endpoint(), "SUB", property));

            assertThat(sendUntilCut(forger, frame(0, "\1u".getBytes(UTF_8)), 1 << 20))
                    .isTrue();
            requireStillServed(publisher, honest);
        }
    }

    private static void requireStillServed(Publisher publisher, Socket honest) throws IOException {
        honest.getInputStream().skipNBytes(honest.getInputStream().available());
        awaitFrame(publisher, honest);
    }
}
