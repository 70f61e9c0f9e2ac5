package io.tunedzmq;

import static io.tunedzmq.Attackers.LARGE;
import static io.tunedzmq.Attackers.MORE;
import static io.tunedzmq.Attackers.frame;
import static io.tunedzmq.Attackers.part;
import static io.tunedzmq.Attackers.send;
import static io.tunedzmq.Attackers.sendUntilCut;
import static io.tunedzmq.Attackers.trySend;
import static io.tunedzmq.HonestPair.HEAP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    private final Attackers attackers = new Attackers();
    private TunedContext context;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
    }

    @AfterEach
    void close() throws IOException {
        context.close();
        attackers.close();
    }

    @Test
    void shouldKeepNothingOfAMessageWithoutEndToAPublisher() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            Socket attacker = attackers.attack(victim.publisher(), "XSUB");
            boolean unused = sendUntilCut(attacker, frame(MORE | LARGE, part("\1raw", 900)), 200 << 20);
            honest.requireExactAndUnharmed();
        }
    }

    /** JeroMQ keeps some 50 bytes for each byte of a subscription. */
    @Test
    void shouldGiveEverythingToWhoeverFillsTheMemoryWithSubscriptions() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            Random random = new Random(1);
            Socket attacker = attackers.attack(victim.publisher(), "SUB");
            for (int i = 0; i < 2_000; i++) {
                byte[] subscription = new byte[1_000];
                random.nextBytes(subscription);
                subscription[0] = 1;
                assertThat(trySend(attacker, frame(LARGE, subscription))).isTrue();
            }
            assertThat(attacker.getInputStream().read())
                    .as("a message for others")
                    .isNotNegative();
            honest.requireExactAndUnharmed();
        }
    }

    /** Each of them asks for less than the honest one, which came first. */
    @Test
    void shouldKeepWhatWasAskedForBeforeManyAskForMuch() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            Random random = new Random(2);
            for (int connection = 0; connection < 300; connection++) {
                Socket attacker = attackers.attack(victim.publisher(), "SUB");
                for (int i = 0; i < 10; i++) {
                    byte[] subscription = new byte[90];
                    random.nextBytes(subscription);
                    subscription[0] = 1;
                    assertThat(trySend(attacker, frame(LARGE, subscription))).isTrue();
                }
            }
            honest.requireExactAndUnharmed();
        }
    }

    /** JeroMQ takes a moment to forget the subscriptions of a connection that has ended. */
    @Test
    void shouldOutliveThoseWhoComeBackWithNewSubscriptions() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            List<Running<Void>> floods = new ArrayList<>();
            for (int seed = 1; seed <= 4; seed++) {
                Random random = new Random(seed);
                floods.add(Running.start("flood " + seed, () -> {
                    flood(victim.publisher(), random);
                    return null;
                }));
            }
            for (Running<Void> flood : floods) {
                flood.result();
            }
            honest.requireExactAndUnharmed();
        }
    }

    /** JeroMQ walks over the tree of all subscriptions for each of them, on the thread that sends. */
    @Test
    void shouldOutliveACrowdThatEndsAtOnce() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(4 * HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            Random random = new Random(3);
            Socket filler = attackers.attack(victim.publisher(), "SUB");
            for (int i = 0; i < 1_000; i++) {
                byte[] subscription = new byte[1_000];
                random.nextBytes(subscription);
                subscription[0] = 1;
                assertThat(trySend(filler, frame(LARGE, subscription))).isTrue();
            }
            RawSubscriber.subscribe(filler, "t");
            assertThat(filler.getInputStream().read())
                    .as("a message, once all of that was heard")
                    .isNotNegative();
            List<Socket> crowd = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                crowd.add(attackers.attack(victim.publisher(), "SUB"));
            }
            for (Socket each : crowd) {
                each.close();
            }
            honest.requireExactAndUnharmed(HEAP);
            // Of CPU time: some walks, and not 800 of them, each over a million bytes, which takes 100 ms and more.
            assertThat(victim.state().get("longestPauseNs")).isLessThan(10_000_000_000L);
        }
    }

    private static void flood(String endpoint, Random random) throws IOException {
        int left = 20 << 20;
        while (left > 0) {
            try (Socket attacker = RawSubscriber.connect(endpoint)) {
                byte[] subscription = new byte[900];
                boolean connected = true;
                for (int i = 0; connected && i < 4_000 && left > 0; i++) {
                    random.nextBytes(subscription);
                    subscription[0] = 1;
                    connected = trySend(attacker, frame(LARGE, subscription));
                    left -= subscription.length;
                }
            }
        }
    }

    /** Behind a proxy that others share: what one of them asks for must not cost the others their connection. */
    @Test
    void shouldIgnoreASubscriptionThatIsTooLong() throws Exception {
        try (Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open()) {
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
        try (VictimProcess victim = VictimProcess.withFiles(90)) {
            HonestPair honest = new HonestPair(context, victim);
            for (int i = 0; i < 70; i++) {
                Socket silent = attackers.add(new Socket());
                silent.connect(RawSubscriber.address(victim.publisher()));
                send(silent, RawSubscriber.handshake("SUB", "")); // Not all are answered.
            }
            honest.requireExactAndUnharmed();
        }
    }

    /** JeroMQ believes what a peer says of its own address. */
    @ParameterizedTest
    @ValueSource(strings = {"Peer-Address", "tunedzmq-Local-Address"})
    void shouldNotTakeAPeerForAnother(String name) throws Exception {
        try (Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open()) {
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
