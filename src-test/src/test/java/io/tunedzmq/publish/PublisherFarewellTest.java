package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class PublisherFarewellTest {
    private static final String PLACE = "here";

    @RegisterExtension
    final PublisherParts parts = new PublisherParts(8, OverflowPolicy.block(Duration.ofSeconds(1)));

    private final PublisherFarewell farewell = parts.farewell;

    @Test
    void shouldDrainWithAMarkBehindEverything() {
        parts.gather("a");
        parts.gather("b");

        assertThat(farewell.drain()).isTrue();

        assertThat(PublisherParts.kinds(parts.received()))
                .startsWith(FrameKind.DATA, FrameKind.DATA)
                .endsWith(FrameKind.MARK);
    }

    @Test
    void shouldNotBeDrainedWhileAFrameWaitsForRoom() {
        int sent = parts.fill("a") - 1;
        assertThat(farewell.drain()).isFalse();

        parts.received(sent);

        Wait.until("there is room again", farewell::drain);
        assertThat(PublisherParts.kinds(parts.received()))
                .startsWith(FrameKind.DATA)
                .endsWith(FrameKind.MARK);
    }

    @Test
    void shouldCountWhatFoundASubscriberFullUntilTheEnd() {
        parts.fill("a");
        parts.gather("a");
        parts.gather("a");

        assertThat(farewell.dropRest(PLACE)).isTrue();

        assertThat(farewell.notSent()).isEqualTo(3);
        assertThat(parts.pump.isStuck()).isFalse();
    }

    @Test
    void shouldCountNothingWhereEverybodyHasRoom() {
        parts.gather("a");

        assertThat(farewell.dropRest(PLACE)).isTrue();

        assertThat(farewell.notSent()).isZero();
        assertThat(PublisherParts.kinds(parts.received())).containsExactly(FrameKind.DATA);
    }

    @Test
    void shouldSayTheEndLastAndAgainUntilEverySubscriberOfOursHasHeardIt() {
        parts.join(7, 8);
        assertThat(farewell.dropRest(PLACE)).isTrue();

        List<FrameReader> said = new ArrayList<>();
        Wait.until("it is said again", () -> {
            assertThat(farewell.sayTheEnd()).isFalse();
            said.addAll(parts.received());
            return ends(said).size() >= 2;
        });
        assertThat(said.get(0).kind()).as("the mark first").isEqualTo(FrameKind.MARK);
        assertThat(said.get(said.size() - 1).kind()).isEqualTo(FrameKind.END);
        assertThat(ends(said)).as("one question").containsOnly(ends(said).get(0));

        parts.hear(ControlTopics.ack(8, PublisherParts.EPOCH, ends(said).get(0)));
        assertThat(farewell.sayTheEnd()).isTrue();
    }

    @Test
    void shouldWaitForNobodyWhereNoSubscriberOfOursIs() {
        assertThat(farewell.dropRest(PLACE)).isTrue();

        assertThat(farewell.sayTheEnd()).isTrue();

        assertThat(PublisherParts.kinds(parts.received())).endsWith(FrameKind.END);
    }

    @Test
    void shouldBeDoneWithEverythingOnceTheSocketIsClosed() {
        parts.gather("a");

        farewell.closeSocket(Duration.ZERO);
        farewell.closeSocket(Duration.ZERO);

        assertThat(farewell.drain()).isTrue();
        assertThat(farewell.sendAll()).isTrue();
        assertThat(farewell.dropRest(PLACE)).isTrue();
        assertThat(farewell.sayTheEnd()).isTrue();
        assertThat(farewell.notSent()).isZero();
    }

    private static List<Long> ends(List<FrameReader> frames) {
        return frames.stream()
                .filter(frame -> frame.kind() == FrameKind.END)
                .map(FrameReader::sequence)
                .toList();
    }
}
