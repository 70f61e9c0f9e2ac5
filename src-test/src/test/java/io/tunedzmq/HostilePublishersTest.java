package io.tunedzmq;

import static io.tunedzmq.Attackers.LARGE;
import static io.tunedzmq.Attackers.MORE;
import static io.tunedzmq.Attackers.frame;
import static io.tunedzmq.Attackers.part;
import static io.tunedzmq.Attackers.send;
import static io.tunedzmq.Attackers.sendUntilCut;
import static io.tunedzmq.HonestPair.HEAP;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stranger sends to a subscriber may end the stranger's connection, and nothing else. The one attacked has a
 * heap of 128 MiB.
 */
@Timeout(120)
class HostilePublishersTest {
    /**
     * Of which half of a quarter is for what comes in, so this is too much; and allowed by the default of
     * maxMessageBytes.
     */
    private static final int TOO_LARGE = 60 << 20;

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

    /** Each has shaken hands, half of them have sent a message before. */
    @ParameterizedTest
    @ValueSource(ints = {TOO_LARGE, 20 << 20, 3 << 20})
    void shouldOutliveFramesThatAreAnnouncedAndNeverSent(int announced) throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            for (int i = 0; i < 64; i++) {
                Socket attacker = attackers.attack(victim.subscriber(), "PUB");
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
            HonestPair honest = new HonestPair(context, victim);
            Socket attacker = attackers.attack(victim.subscriber(), "PUB");
            assertThat(sendUntilCut(attacker, frame(MORE, part("raw", 900)), 100 << 20))
                    .isTrue();
            honest.requireExactAndUnharmed();
        }
    }

    @Test
    void shouldCutWhoeverSendsAMessageOfManyLargeParts() throws Exception {
        try (VictimProcess victim = VictimProcess.withHeap(HEAP)) {
            HonestPair honest = new HonestPair(context, victim);
            Socket attacker = attackers.attack(victim.subscriber(), "PUB");
            assertThat(sendUntilCut(attacker, frame(MORE | LARGE, part("raw", 1 << 20)), 600 << 20))
                    .isTrue();
            honest.requireExactAndUnharmed();
        }
    }
}
