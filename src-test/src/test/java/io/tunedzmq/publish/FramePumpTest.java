package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class FramePumpTest {
    @RegisterExtension
    final PublisherParts parts = new PublisherParts(4, OverflowPolicy.block(Duration.ofSeconds(1)));

    private final FramePump pump = parts.pump;

    @Test
    void shouldSendWhatWasGatheredInItsOrderAndTellTheTopics() {
        parts.gather("a");
        parts.gather("a");
        parts.gather("b");
        assertThat(pump.queued()).isEqualTo(3);

        assertThat(parts.sendGathered()).isTrue();
        pump.sendControl(parts.controls.end(0));

        assertThat(pump.queued()).isZero();
        assertThat(pump.isIdle()).isTrue();
        assertThat(parts.topics.topic("a").sent()).isEqualTo(2);
        assertThat(parts.topics.topic("b").sent()).isEqualTo(1);
        assertThat(parts.received(3))
                .extracting(FrameReader::kind)
                .containsExactly(FrameKind.DATA, FrameKind.DATA, FrameKind.END);
    }

    @Test
    void shouldKeepTheOrderWhileAFrameWaitsForRoom() {
        int gathered = parts.fill("a");
        assertThat(pump.isStuck()).isTrue();
        assertThat(parts.pace.isStuck()).isTrue();
        assertThat(pump.queued()).isEqualTo(1);

        assertThat(pump.sendWaiting(System.nanoTime(), System.nanoTime()))
                .as("no room yet")
                .isFalse();

        List<FrameReader> frames = new ArrayList<>(parts.received(gathered - 1));
        pump.sendControl(parts.controls.end(0)); // There may be room for it now, but not before the frame that waits.
        parts.gather("a");
        Wait.until("there is room again", () -> pump.sendWaiting(System.nanoTime(), System.nanoTime()));
        assertThat(parts.pace.isStuck()).isFalse();
        assertThat(parts.sendGathered()).isTrue();
        frames.addAll(parts.received(3));

        assertThat(frames)
                .filteredOn(frame -> frame.kind() == FrameKind.DATA)
                .extracting(FrameReader::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, gathered + 1).boxed().toList());
        assertThat(frames.get(gathered).kind()).as("behind what waited").isEqualTo(FrameKind.END);
    }
}
