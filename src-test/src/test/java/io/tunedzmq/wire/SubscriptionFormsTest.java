package io.tunedzmq.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionFormsTest {
    @ParameterizedTest
    @ValueSource(strings = {"prices\0", ControlTopics.LAST, ControlTopics.END})
    void shouldSelectTheFramesOfTheOneTopicInEachForm(String subscribed) {
        String topic = subscribed.replace("\0", "");
        byte[] frame = Frames.messages(7, topic, 1, 1, 1).bytes();
        byte[] another = Frames.messages(7, topic + "!", 1, 1, 1).bytes();

        List<byte[]> forms = IntStream.range(0, SubscriptionForms.COUNT)
                .mapToObj(form -> SubscriptionForms.ofTopic(ControlTopics.bytes(subscribed), form))
                .toList();

        assertThat(forms).allMatch(each -> Arrays.equals(each, Arrays.copyOf(frame, each.length)));
        assertThat(forms.subList(1, forms.size()))
                .noneMatch(each -> Arrays.equals(each, Arrays.copyOf(another, each.length)));
        assertThat(forms.stream().map(each -> new String(each, ISO_8859_1)))
                .doesNotHaveDuplicates()
                .first()
                .isEqualTo(subscribed);
    }

    @Test
    void shouldSelectMoreThanAPrefixByAShorterOne() {
        assertThat(IntStream.range(0, SubscriptionForms.COUNT)
                        .mapToObj(form -> SubscriptionForms.ofPrefix(ControlTopics.bytes("abc"), form))
                        .map(each -> new String(each, ISO_8859_1)))
                .containsExactly("abc", "ab", "a", "abc");
    }
}
