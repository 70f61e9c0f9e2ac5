package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RepetitionTopicTest {

    @Test
    void shouldReadWhatIsSaidAgain() {
        byte[] topic = {'a', 0, (byte) 0xFF, '/', 'b'};
        byte[] message = ControlTopics.bytes(
                '\u0001' + new String(RepetitionTopic.bytes(-1, 255, topic), StandardCharsets.ISO_8859_1));

        RepetitionTopic again = RepetitionTopic.read(message);

        assertThat(again).isNotNull();
        assertThat(again.speech()).isEqualTo(-1);
        assertThat(again.index()).isEqualTo(255);
        assertThat(message.length - 1 - again.skipped()).isEqualTo(topic.length);
        assertThat(RepetitionTopic.read(ControlTopics.bytes("\u0001\u007ftz/again/1")))
                .isNull();
        assertThat(RepetitionTopic.read(ControlTopics.bytes("\u0001\u007ftz/again/1/2")))
                .isNull();
        assertThat(RepetitionTopic.read(ControlTopics.bytes("\u0001\u007ftz/again/1/fffffffff/a")))
                .isNull();
        assertThat(RepetitionTopic.read(ControlTopics.bytes("\u0001\u007ftz/again/x/1/a")))
                .isNull();
    }
}
