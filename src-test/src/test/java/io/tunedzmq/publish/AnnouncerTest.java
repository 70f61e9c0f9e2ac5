package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class AnnouncerTest {
    private static final long SOON_NS = 10_000_000;

    @RegisterExtension
    final PublisherParts parts = new PublisherParts(4, OverflowPolicy.block(Duration.ofSeconds(1)));

    @Test
    void shouldAnnounceATopicThatFellSilent() {
        PublishedTopic topic = send("a");

        assertThat(digests(System.nanoTime())).as("not silent yet").isEmpty();
        assertThat(topic.confirmed()).isZero();

        assertThat(digests(System.nanoTime() + PublisherParts.INTERVAL_NS))
                .hasSize(1)
                .allMatch(frame -> frame.count() == 1);
        assertThat(topic.confirmed()).isEqualTo(1);
    }

    /** It is passed over, and does not get the announcement. */
    @Test
    void shouldNotTakeAnAnnouncementForHeardByOneWhoWasFull() {
        try (PublisherParts dropping = new PublisherParts(4, OverflowPolicy.drop())) {
            dropping.connect();
            dropping.join(7, 8);
            dropping.fill("a");
            assertThat(dropping.announcer.passesOver()).isFalse();

            dropping.announcer.work(System.nanoTime() + PublisherParts.INTERVAL_NS);

            assertThat(dropping.announcer.passesOver()).isTrue();
            assertThat(dropping.topics.topic("a").announced()).isPositive();
            assertThat(dropping.topics.topic("a").confirmed()).isZero();
        }
    }

    @Test
    void shouldSendAMarkOnceAnInterval() {
        long nowNs = System.nanoTime();

        parts.announcer.work(nowNs);
        parts.announcer.work(nowNs + PublisherParts.INTERVAL_NS / 2);
        assertThat(PublisherParts.kinds(parts.received(1))).containsExactly(FrameKind.MARK);
        assertThat(parts.received()).isEmpty();

        parts.announcer.work(nowNs + PublisherParts.INTERVAL_NS);
        assertThat(PublisherParts.kinds(parts.received(1))).containsExactly(FrameKind.MARK);
    }

    @Test
    void shouldHoldAMarkBackWhileAFrameWaitsForRoomAndSendItBeforeWhatIsNext() {
        int sent = parts.fill("a") - 1;

        assertThat(parts.announcer.work(System.nanoTime())).isEqualTo(SOON_NS);
        assertThat(parts.marks.isBlocked()).isTrue();

        assertThat(parts.received(sent)).allMatch(frame -> frame.kind() == FrameKind.DATA);
        Wait.until("there is room again", () -> parts.pump.sendWaiting(System.nanoTime(), System.nanoTime()));
        parts.announcer.markIfHeldUp(System.nanoTime());
        assertThat(PublisherParts.kinds(parts.received(2))).containsExactly(FrameKind.DATA, FrameKind.MARK);
        parts.announcer.markIfHeldUp(System.nanoTime());
        assertThat(parts.received()).as("once").isEmpty();
    }

    @Test
    void shouldSayLastWhatNotEverybodyIsKnownToHaveHeardAndAMark() {
        send("a");
        parts.announcer.work(System.nanoTime() + PublisherParts.INTERVAL_NS);
        send("b");

        List<FrameKind> unheard = kinds(parts.announcer.lastWords(Long.MAX_VALUE));
        List<ByteBuffer> words = parts.announcer.lastWords(Long.MAX_VALUE);

        assertThat(unheard).startsWith(FrameKind.DIGEST).endsWith(FrameKind.MARK);
        assertThat(opened(words.get(0)).count()).as("the other one is known").isEqualTo(1);
    }

    private PublishedTopic send(String topic) {
        parts.gather(topic);
        assertThat(parts.sendGathered()).isTrue();
        parts.received(1);
        return parts.topics.topic(topic);
    }

    /** Those that the work of this moment sends. */
    private List<FrameReader> digests(long nowNs) {
        parts.announcer.work(nowNs);
        return parts.received().stream()
                .filter(frame -> frame.kind() == FrameKind.DIGEST)
                .toList();
    }

    private static List<FrameKind> kinds(List<ByteBuffer> frames) {
        return frames.stream().map(each -> opened(each).kind()).toList();
    }

    private static FrameReader opened(ByteBuffer each) {
        byte[] bytes = new byte[each.remaining()];
        each.duplicate().get(bytes);
        FrameReader frame = new FrameReader();
        assertThat(frame.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
        return frame;
    }
}
