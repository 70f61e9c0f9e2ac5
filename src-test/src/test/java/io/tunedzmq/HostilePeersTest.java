package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stranger sends may end the stranger's connection, and nothing else. The one attacked has a heap of 128 MiB.
 */
@Timeout(120)
class HostilePeersTest {
    private static final int MOST_TRIES = 10;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int HEAP = 128;

    /**
     * Of which half of a quarter is for what comes in, so this is too much; and allowed by the default of
     * maxMessageBytes.
     */
    private static final int TOO_LARGE = 60 << 20;

    private static final int MORE = 1;
    private static final int LARGE = 2;

    private final List<Socket> attackers = new ArrayList<>();
    private TunedContext context;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
    }

    @AfterEach
    void close() throws IOException {
        context.close();
        for (Socket attacker : attackers) {
            attacker.close();
        }
    }

    /** Each has shaken hands, half of them have sent a message before. */
    @ParameterizedTest
    @ValueSource(ints = {TOO_LARGE, 20 << 20, 3 << 20})
    void shouldOutliveFramesThatAreAnnouncedAndNeverSent(int announced) throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            Honest honest = new Honest(victim);
            for (int i = 0; i < 64; i++) {
                Socket attacker = attack(victim.subscriber(), "PUB");
                if (i % 2 == 0) {
                    send(attacker, frame(0, "raw hello".getBytes(UTF_8)));
                }
                send(
                        attacker,
                        ByteBuffer.allocate(1_009)
                                .put((byte) LARGE)
                                .putLong(announced)
                                .array());
            }
            honest.requireExactAndUnharmed();
        }
    }

    /** Beyond what the memory has room for, no single part being large. */
    @Test
    void shouldCutWhoeverSendsAMessageWithoutEndToASubscriber() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            Honest honest = new Honest(victim);
            Socket attacker = attack(victim.subscriber(), "PUB");
            assertThat(sendUntilCut(attacker, frame(MORE, part("raw", 900)), 100 << 20))
                    .isTrue();
            honest.requireExactAndUnharmed();
        }
    }

    @Test
    void shouldCutWhoeverSendsAMessageOfManyLargeParts() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            Honest honest = new Honest(victim);
            Socket attacker = attack(victim.subscriber(), "PUB");
            assertThat(sendUntilCut(attacker, frame(MORE | LARGE, part("raw", 1 << 20)), 600 << 20))
                    .isTrue();
            honest.requireExactAndUnharmed();
        }
    }

    /** A publisher has no use for parts: it keeps none of them. */
    @Test
    void shouldKeepNothingOfAMessageWithoutEndToAPublisher() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            Honest honest = new Honest(victim);
            Socket attacker = attack(victim.publisher(), "XSUB");
            boolean unused = sendUntilCut(attacker, frame(MORE | LARGE, part("\1raw", 900)), 200 << 20);
            honest.requireExactAndUnharmed();
        }
    }

    /** JeroMQ keeps some 50 bytes for each byte of a subscription. */
    @Test
    void shouldGiveEverythingToWhoeverFillsTheMemoryWithSubscriptions() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            Honest honest = new Honest(victim);
            Random random = new Random(1);
            Socket attacker = attack(victim.publisher(), "SUB");
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
            Honest honest = new Honest(victim);
            Random random = new Random(2);
            for (int connection = 0; connection < 300; connection++) {
                Socket attacker = attack(victim.publisher(), "SUB");
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
            Honest honest = new Honest(victim);
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
            Honest honest = new Honest(victim);
            Random random = new Random(3);
            Socket filler = attack(victim.publisher(), "SUB");
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
                crowd.add(attack(victim.publisher(), "SUB"));
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
            Socket shared = RawSubscriber.connect(publisher.endpoint());
            attackers.add(shared);
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
            Honest honest = new Honest(victim);
            for (int i = 0; i < 70; i++) {
                Socket silent = new Socket();
                attackers.add(silent);
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
            Socket honest = RawSubscriber.connect(publisher.endpoint());
            attackers.add(honest);
            RawSubscriber.subscribe(honest, "t\0");
            awaitFrame(publisher, honest);
            String address = "127.0.0.1:" + honest.getLocalPort();
            String property = (char) name.length() + name + "\0\0\0" + (char) address.length() + address;
            Socket forger = RawSubscriber.connect(publisher.endpoint(), "SUB", property);
            attackers.add(forger);

            assertThat(sendUntilCut(forger, frame(0, "\1u".getBytes(UTF_8)), 1 << 20))
                    .isTrue();
            requireStillServed(publisher, honest);
        }
    }

    private static void requireStillServed(Publisher publisher, Socket honest) throws IOException {
        honest.getInputStream().skipNBytes(honest.getInputStream().available());
        awaitFrame(publisher, honest);
    }

    /** Who has not said anything yet may be cut for another one that cannot be told from it. */
    private Socket attack(String endpoint, String type) throws IOException {
        for (int left = MOST_TRIES; ; left--) {
            try {
                Socket attacker = RawSubscriber.connect(endpoint, type);
                attackers.add(attacker);
                return attacker;
            } catch (EOFException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private static byte[] part(String start, int bytes) {
        return ByteBuffer.allocate(bytes).put(start.getBytes(UTF_8)).array();
    }

    private static byte[] frame(int flags, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(9 + content.length).put((byte) (flags | LARGE));
        return frame.putLong(content.length).put(content).array();
    }

    private static void send(Socket attacker, byte[] bytes) throws IOException {
        attacker.getOutputStream().write(bytes);
    }

    /** False if the connection is cut. */
    private static boolean trySend(Socket attacker, byte[] bytes) {
        try {
            send(attacker, bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends the same again and again, so many bytes at most; whether the connection is cut before. */
    private static boolean sendUntilCut(Socket attacker, byte[] bytes, long most) throws IOException {
        OutputStream out = attacker.getOutputStream();
        try {
            for (long sent = 0; sent < most; sent += bytes.length) {
                out.write(bytes);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** A publisher and a subscriber of ours at the one attacked, and what must be true of it afterwards. */
    private final class Honest {
        private final VictimProcess victim;
        private final Map<String, Long> before;
        private final Publisher publisher;
        private final Subscriber subscriber;
        private long published;

        Honest(VictimProcess victim) throws IOException {
            this.victim = victim;
            publisher = context.publisher()
                    .connect(victim.subscriber())
                    .overflow(OverflowPolicy.block(SOON))
                    .open();
            subscriber =
                    context.subscriber().connect(victim.publisher()).topic("t").open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            assertThat(publisher.awaitSubscribers(1, "t", SOON)).isTrue();
            victim.start();
            publish(1_000);
            before = victim.state();
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
    }
}
