package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class OverflowRecoveryTest {
    private static final long MILLI = 1_000_000;
    private static final long ID = 7;
    private static final long KEY = 8;

    private static final byte[] LARGE = new byte[10_000];

    /** The system holds some 10 MB for a connection. */
    private static final int MORE_THAN_BUFFERED = 4_000;

    @RegisterExtension
    final PublisherParts parts = new PublisherParts(4, OverflowPolicy.drop());

    private final OverflowRecovery recovery = parts.recovery;

    /** Later than what the parts have noted until now. */
    private long nowNs;

    @Test
    void shouldRestWhileEverybodyHasRoom() {
        parts.gather("a");
        assertThat(parts.sendGathered()).isTrue();

        assertThat(recovery.pending()).isFalse();
        assertThat(due(0)).isEmpty();
        assertThat(recovery.waitNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldAskEverMoreRarelyUntilItIsAnswered() {
        parts.join(ID, KEY);
        overflow();
        List<Long> asked = new ArrayList<>();
        for (long millis = 0; millis < 1_000; millis += 10) {
            List<FrameReader> frames = due(millis == 0 ? 0 : 10);
            assertThat(PublisherParts.kinds(frames)).allMatch(kind -> kind == FrameKind.PROBE);
            if (!frames.isEmpty()) {
                asked.add(millis);
            }
        }

        assertThat(asked).containsExactly(0L, 40L, 120L, 280L, 480L, 680L, 880L);
        assertThat(recovery.pending()).isTrue();
        assertThat(recovery.waitNs()).isLessThanOrEqualTo(20 * MILLI);
    }

    @Test
    void shouldSayTheLastSequencesOnceEverybodyHasAnswered() {
        parts.join(ID, KEY);
        overflow();
        long question = due(0).get(0).sequence();

        parts.hear(ControlTopics.ack(KEY, PublisherParts.EPOCH, question));
        List<FrameReader> frames = due(200);

        assertThat(PublisherParts.kinds(frames)).containsExactly(FrameKind.DIGEST);
        assertThat(frames.get(0).count()).isEqualTo(1);
        assertThat(parts.topics.topic("a").confirmed())
                .isEqualTo(parts.topics.topic("a").sent());
        assertThat(recovery.pending()).isFalse();
        assertThat(parts.socket.stalls().isOn()).isFalse();
        assertThat(due(10_000)).isEmpty();
    }

    /** One that reads must not wait for one that does not. */
    @Test
    void shouldSayTheLastSequencesToThoseWhoHaveAnsweredWhileOthersHaveNot() {
        parts.join(ID, KEY);
        parts.join(ID + 1, KEY + 1);
        overflow();
        long question = due(0).get(0).sequence();

        parts.hear(ControlTopics.ack(KEY, PublisherParts.EPOCH, question));
        List<FrameReader> frames = due(200);

        assertThat(PublisherParts.kinds(frames)).containsExactly(FrameKind.DIGEST);
        assertThat(parts.topics.topic("a").confirmed()).as("not by all").isZero();
        assertThat(recovery.pending()).isTrue();
    }

    @Test
    void shouldAskNobodyWhereOnlyAStockSubscriberWasFull() {
        overflow();

        assertThat(due(0)).isEmpty();
        assertThat(recovery.pending()).isFalse();
        assertThat(parts.socket.stalls().isOn())
                .as("over inproc it is not known who has left")
                .isFalse();
    }

    /** JeroMQ passes it over until then, and it answers nothing. */
    @Test
    void shouldHoldThatAStockSubscriberIsFullUntilItHasReadHalfOfItsQueue() {
        try (PublisherParts remote = remote()) {
            overflowForGood(remote);

            assertThat(remote.recovery.due(later(20))).isEmpty();
            assertThat(remote.recovery.pending()).isFalse();
            assertThat(remote.socket.passedOver()).isTrue();
            assertThat(remote.socket.stalls().isOn()).isTrue();
            assertThat(remote.recovery.waitNs()).isEqualTo(20 * MILLI);

            remote.receiveUntil(() -> {
                assertThat(remote.recovery.due(later(20))).isEmpty();
                return !remote.socket.passedOver();
            });
            assertThat(remote.socket.stalls().isOn()).isFalse();
            assertThat(remote.recovery.waitNs()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void shouldHoldThatRoomLacksUntilWhoAnswersHasAnswered() {
        try (PublisherParts remote = remote()) {
            remote.join(ID, KEY);
            overflowForGood(remote);
            assertThat(remote.recovery.due(later(20))).isNotEmpty();

            remote.receiveUntil(() -> {
                remote.recovery.due(later(20));
                return !remote.socket.passedOver();
            });

            assertThat(remote.socket.stalls().isOn()).isTrue();
        }
    }

    private static PublisherParts remote() {
        PublisherParts remote = new PublisherParts(20, OverflowPolicy.drop(), "tcp://127.0.0.1:*");
        remote.connect();
        return remote;
    }

    /** Until the system takes nothing more: it may make room for a connection that is full. */
    private static void overflowForGood(PublisherParts remote) {
        Wait.until("nothing has room", () -> {
            long before = remote.socket.drops();
            for (int i = 0; i < MORE_THAN_BUFFERED; i++) {
                remote.gather("a", LARGE);
                remote.sendGathered();
            }
            return before > 0 && remote.socket.drops() == before && remote.socket.passesOver(); // All the time.
        });
    }

    private long later(long millis) {
        nowNs = Math.max(nowNs, System.nanoTime()) + millis * MILLI;
        return nowNs;
    }

    @Test
    void shouldAskAnewWhenItOverflowsAgain() {
        parts.join(ID, KEY);
        overflow();
        long question = due(0).get(0).sequence();
        parts.received();
        parts.fill("a");

        List<FrameReader> frames = due(200);
        parts.hear(ControlTopics.ack(KEY, PublisherParts.EPOCH, question));

        assertThat(frames.get(0).sequence()).isNotEqualTo(question);
        assertThat(due(10))
                .as("an answer to the old question is none to the new one")
                .isEmpty();
        assertThat(recovery.pending()).isTrue();
    }

    private void overflow() {
        parts.fill("a");
        assertThat(parts.socket.drops()).isPositive();
        assertThat(recovery.pending()).isTrue();
        nowNs = System.nanoTime();
    }

    private List<FrameReader> due(long laterMillis) {
        nowNs += laterMillis * MILLI;
        List<FrameReader> frames = new ArrayList<>();
        for (ByteBuffer each : recovery.due(nowNs)) {
            byte[] bytes = new byte[each.remaining()];
            each.get(bytes);
            FrameReader frame = new FrameReader();
            assertThat(frame.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
            frames.add(frame);
        }
        return frames;
    }
}
