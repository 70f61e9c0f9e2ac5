package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
    private final TopicFilter filter =
            new TopicFilter(Set.of("exact", "", "\u20acuro"), Set.of("pre/", "prefix", "\ud83d\ude00"));

    @ParameterizedTest
    @CsvSource({
        "exact, true", "exac, false", "exactly, false", "'', true", "\u20acuro, true", "\u20ac, false",
        "pre/, true", "pre/a, true", "pre, false", "prefix, true", "prefixes, true", "a prefix, false",
        "\ud83d\ude00, true", "\ud83d\ude00/a, true", "\ud83d\ude01, false"
    })
    void shouldWantExactTopicsAndWhatBeginsWithAPrefix(String topic, boolean wanted) {
        assertThat(filter.wants(topic)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"pre/fix payload, true", "prefix, true", "pre, false", "exact, true", "exact payload, false"})
    void shouldCompareAnUntaggedMessageByItsFirstBytes(String firstFrame, boolean wanted) {
        assertThat(filter.wantsUntagged(firstFrame.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(wanted);
    }

    @Test
    void shouldWantAnUntaggedMessageWhosePayloadIsNotText() {
        byte[] frame = {'p', 'r', 'e', '/', (byte) 0xFF, 0, (byte) 0xC3};

        assertThat(filter.wantsUntagged(frame)).isTrue();
    }

    @Test
    void shouldWantEverythingWithTheEmptyPrefix() {
        TopicFilter all = new TopicFilter(Set.of(), Set.of(""));

        assertThat(all.wants("")).isTrue();
        assertThat(all.wants("anything")).isTrue();
        assertThat(all.wantsUntagged(new byte[0])).isTrue();
    }

    @Test
    void shouldWantNothingWhenNothingWasAskedFor() {
        TopicFilter none = new TopicFilter(Set.of(), Set.of());

        assertThat(none.wants("")).isFalse();
        assertThat(none.wants("anything")).isFalse();
    }
}
