package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspelledTopicsTest {
    private final ControlFrames controls = new ControlFrames(1, () -> 1);
    private final MisspelledTopics misspelled = asking(Set.of("price"));

    @Test
    void shouldKnowOfNothingBeforeAPublisherTells() {
        assertThat(misspelled.found()).isNull();
    }

    @Test
    void shouldFindTheTopicThatIsNearlyTheOneAskedFor() {
        tell(misspelled, "trades", "prices");

        assertThat(misspelled.found()).isEqualTo(new ContextSnapshot.MisspelledTopic("price", "prices"));
    }

    @Test
    void shouldFindItInAMark() {
        controls.mark(topics("prices"), 1, 1).forEach(frame -> misspelled.heard(opened(frame)));

        assertThat(misspelled.found()).isNotNull();
    }

    @Test
    void shouldFindNothingOnceATopicIsToldOfThatWasAskedFor() {
        tell(misspelled, "prices");
        tell(misspelled, "price");
        assertThat(misspelled.found()).isNull();

        tell(misspelled, "prices");
        assertThat(misspelled.found()).isNull();
    }

    @Test
    void shouldFindNothingOnceAMessageHasCome() {
        tell(misspelled, "prices");
        misspelled.received();
        tell(misspelled, "prices");

        assertThat(misspelled.found()).isNull();
    }

    @Test
    void shouldFindNothingForAListOfTopics() {
        MisspelledTopics many = asking(
                IntStream.range(0, 65).mapToObj(number -> "price" + number).collect(Collectors.toSet()));

        tell(many, "prices0");

        assertThat(many.found()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "price, prices, true",
        "prices, price, true",
        "Prices, prices, true",
        "prcies, prices, true",
        "prices/eur, prices.eur, true",
        "prices, priced, false",
        "sensor-1, sensor-2, false",
        "sensor-1, sensor-11, false",
        "sensor-12, sensor-21, false",
        "fx, fxs, false",
        "price, pricing, false"
    })
    void shouldTellASlipFromAnotherTopic(String one, String other, boolean isSlip) {
        assertThat(MisspelledTopics.areNear(one, other)).isEqualTo(isSlip);
        assertThat(MisspelledTopics.areNear(other, one)).isEqualTo(isSlip);
    }

    private static MisspelledTopics asking(Set<String> topics) {
        return new MisspelledTopics(topics, new TopicFilter(topics, Set.of()));
    }

    private void tell(MisspelledTopics to, String... names) {
        controls.digest(topics(names)).forEach(frame -> to.heard(opened(frame)));
    }

    private static List<PublishedTopic> topics(String... names) {
        return Stream.of(names)
                .map(name -> new PublishedTopic(name, Topics.withNul(name), 1))
                .toList();
    }

    private static FrameReader opened(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        FrameReader reader = new FrameReader();
        assertThat(reader.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
        return reader;
    }
}
