package io.tunedzmq;

import static io.tunedzmq.Attack.HEAP;
import static io.tunedzmq.Attackers.LARGE;
import static io.tunedzmq.Attackers.MORE;
import static io.tunedzmq.Attackers.frame;
import static io.tunedzmq.Attackers.part;
import static io.tunedzmq.Attackers.send;
import static io.tunedzmq.Attackers.sendUntilCut;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.ByteBuffer;
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

    private static final long MOST_SENT = 600 << 20;

    /** Each has shaken hands, half of them have sent a message before. */
    @ParameterizedTest
    @ValueSource(ints = {TOO_LARGE, 20 << 20, 3 << 20})
    void shouldOutliveFramesThatAreAnnouncedAndNeverSent(int announced) throws Exception {
        try (Attack attack = Attack.onHeap(HEAP)) {
            for (int i = 0; i < 64; i++) {
                Socket attacker = attack.onSubscriber();
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
            attack.requireExactAndUnharmed();
        }
    }

    /** Beyond what the memory has room for, be it that no single part is large. */
    @ParameterizedTest
    @ValueSource(ints = {900, 1 << 20})
    void shouldCutWhoeverSendsAMessageWithoutEnd(int bytesOfAPart) throws Exception {
        try (Attack attack = Attack.onHeap(HEAP)) {
            assertThat(sendUntilCut(attack.onSubscriber(), frame(MORE, part("raw", bytesOfAPart)), MOST_SENT))
                    .isTrue();
            attack.requireExactAndUnharmed();
        }
    }
}
