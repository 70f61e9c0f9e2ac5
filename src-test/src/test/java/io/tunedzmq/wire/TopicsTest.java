package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    static List<Arguments> refused() {
        return List.of(
                arguments("a\0b", "topic: 'a\\u0000b' (expected: no NUL character; a NUL ends the topic on the wire)"),
                arguments(
                        "\u007fmine",
                        "topic: '\\u007fmine' (expected: a first character other than U+007F;"
                                + " it marks the library's own topics)"),
                arguments(
                        "half \ud83d",
                        "topic: 'half \\ud83d' (expected: valid Unicode; it holds half a surrogate pair)"),
                arguments(
                        "\ude00 half",
                        "topic: '\\ude00 half' (expected: valid Unicode; it holds half a surrogate pair)"),
                arguments(
                        "t".repeat(1_025),
                        "topic: 1025 bytes of UTF-8 (expected: at most 1024; put the rest into the payload)"),
                arguments(
                        "\u20ac".repeat(342),
                        "topic: 1026 bytes of UTF-8 (expected: at most 1024; put the rest into the payload)"),
                arguments(
                        "n".repeat(2_000) + '\0',
                        "topic: '" + "n".repeat(64)
                                + "' (expected: no NUL character; a NUL ends the topic on the wire)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldSayWhatIsWrongWithATopic(String topic, String text) {
        assertThatThrownBy(() -> Topics.check("topic", topic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @Test
    void shouldNameTheArgumentThatIsNull() {
        assertThatThrownBy(() -> Topics.check("topicPrefix", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("topicPrefix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prices", "a/b c", "not first: \u007f", "preise/\u20ac", "\ud83d\ude00"})
    void shouldReturnATopicThatIsAllowed(String topic) {
        assertThat(Topics.check("topic", topic)).isSameAs(topic);
    }

    @Test
    void shouldAllowALongestTopic() {
        String topic = "\u20ac".repeat(341) + "t";

        byte[] bytes = Topics.withNul(Topics.check("topic", topic));

        assertThat(bytes).hasSize(1_025).endsWith(0);
    }

    @Test
    void shouldEndAnExactTopicWithANul() {
        assertThat(Topics.withNul("\u20ac")).containsExactly(0xE2, 0x82, 0xAC, 0);
    }

    @Test
    void shouldNotEndAPrefix() {
        assertThat(Topics.prefix("\u20ac")).containsExactly(0xE2, 0x82, 0xAC);
        assertThat(Topics.prefix("")).isEmpty();
    }
}
