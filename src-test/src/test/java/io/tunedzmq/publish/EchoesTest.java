package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class EchoesTest {
    private static final int AT_ONCE = 32;

    @RegisterExtension
    final PublisherParts parts = new PublisherParts(50, OverflowPolicy.block(Duration.ofSeconds(1)));

    private final Echoes echoes = parts.echoes;

    @Test
    void shouldAnswerWithWhatWasSentBefore() {
        parts.gather("a");
        parts.gather("b");
        parts.gather("b");
        assertThat(parts.sendGathered()).isTrue();
        parts.gather("a"); // Not sent yet.
        ask(7);

        parts.answerAll();

        FrameReader echo = parts.received(3).get(2);
        assertThat(echo.kind()).isEqualTo(FrameKind.ECHO);
        assertThat(echo.topic()).isEqualTo(ControlTopics.ready(7, 1));
        assertThat(baseline(echo))
                .isEqualTo(
                        ByteBuffer.allocate(20).putInt(1).putLong(1).putLong(2).flip());
    }

    /** Who has seen one must not be able to guess another, nor to find one by trying. */
    @Test
    void shouldNumberItsEchoesAtRandom() {
        for (int id = 1; id <= 64; id++) {
            ask(id);
        }
        parts.answerAll();

        List<Long> numbers =
                parts.received(64).stream().map(FrameReader::sequence).toList();
        assertThat(numbers).doesNotHaveDuplicates().allMatch(number -> number > 0);
        long everSet = numbers.stream().reduce(0L, (one, other) -> one | other);
        long alwaysSet = numbers.stream().reduce(-1L, (one, other) -> one & other);
        assertThat(everSet).as("62 bits of it").isEqualTo(-1L >>> 2);
        assertThat(alwaysSet).isZero();
    }

    @Test
    void shouldSayWhatASubscriberLacksInPlaceOfAnEcho() {
        parts.hear(ControlTopics.about(7, 8, ""));
        parts.hear(ControlTopics.sure(7, 1), MissingSubscriptions.SOME);

        parts.answerAll();

        FrameReader answer = parts.received(1).get(0);
        assertThat(answer.kind()).isEqualTo(FrameKind.PROBE);
        assertThat(answer.sequence()).as("nobody is to answer that").isZero();
    }

    @Test
    void shouldLetThemWaitWhileAFrameWaitsForRoom() {
        int sent = parts.fill("a") - 1;
        ask(7);

        parts.answerAll();
        assertThat(echoes.areWanted()).isTrue();

        parts.received(sent);
        Wait.until("there is room again", () -> parts.pump.sendWaiting(System.nanoTime(), System.nanoTime()));
        parts.answerAll();
        assertThat(PublisherParts.kinds(parts.received(2))).containsExactly(FrameKind.DATA, FrameKind.ECHO);
    }

    @Test
    void shouldLeaveTheRestToTheNextVisitWhereManyAsk() {
        int asking = 2 * AT_ONCE;
        for (int id = 1; id <= asking; id++) {
            ask(id);
        }

        assertThat(echoes.answer()).isTrue();
        int answered = parts.received().size();
        assertThat(answered).isBetween(1, AT_ONCE);

        while (echoes.answer()) {
            answered += parts.received().size();
        }
        answered += parts.received().size();
        assertThat(answered).isEqualTo(asking);
    }

    private void ask(long id) {
        parts.hear(ControlTopics.about(id, 100 + id, ""));
        parts.hear(ControlTopics.ready(id, 1));
    }

    private static ByteBuffer baseline(FrameReader echo) {
        assertThat(echo.next()).isTrue();
        return ByteBuffer.wrap(echo.payload());
    }
}
