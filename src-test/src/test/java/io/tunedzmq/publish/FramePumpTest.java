package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FramePumpTest {
    private static final int TOPICS = 10;

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

    /** Of two groups of subscribers the second may be full. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldCountAMessageAsQueuedUntilTheLastOfItsBundlesIsSent(int framesBefore) {
        for (long connection = 1; connection <= 2; connection++) {
            parts.routes.heard(subscription("t"), connection, false, false);
            parts.routes.heard(subscription(BundleRequest.request(6 + connection)), connection, true, false);
        }
        parts.routes.heardUpTo(Long.MAX_VALUE);
        gatherAll();
        boolean unused = parts.sendGathered(); // So many frames with one message each are worth bundles.
        List<FrameReader> frames = new ArrayList<>();
        Wait.until("they are through", () -> {
            frames.addAll(parts.received());
            return pump.sendWaiting(System.nanoTime(), System.nanoTime()) && frames.size() == TOPICS;
        });

        for (int i = 0; i < framesBefore; i++) {
            pump.sendControl(parts.controls.end(0));
        }
        do {
            gatherAll();
        } while (parts.sendGathered());

        assertThat(pump.queued()).isEqualTo(TOPICS);
        frames.clear();
        Wait.until("there is room again", () -> {
            frames.addAll(parts.received());
            return pump.sendWaiting(System.nanoTime(), System.nanoTime());
        });
        assertThat(pump.queued()).isZero();
        Wait.until("a bundle for the second group", () -> {
            frames.addAll(parts.received());
            return frames.get(frames.size() - 1).kind() == FrameKind.BUNDLE;
        });
    }

    private void gatherAll() {
        for (int topic = 0; topic < TOPICS; topic++) {
            parts.gather("t" + topic);
        }
    }

    private static byte[] subscription(String bytes) {
        return ('\1' + bytes).getBytes(StandardCharsets.ISO_8859_1);
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
