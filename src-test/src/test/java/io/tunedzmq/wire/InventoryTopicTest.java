package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InventoryTopicTest {

    @Test
    void shouldReadAnInventory() {
        long[] sums = LongStream.range(-150, 150).toArray();
        List<byte[]> parts = InventoryTopic.parts(sums);

        assertThat(parts).hasSize(3).allMatch(part -> part.length <= 1_024);
        assertThat(parts.stream()
                        .map(part -> InventoryTopic.sums(
                                ControlTopics.bytes('\u0001' + new String(part, StandardCharsets.ISO_8859_1))))
                        .flatMapToLong(LongStream::of))
                .containsExactly(LongStream.of(sums).boxed().toArray(Long[]::new));
        assertThat(InventoryTopic.sums(ControlTopics.bytes("\u0001\u007ftz/have/1234567")))
                .isNull();
        assertThat(InventoryTopic.sums(ControlTopics.bytes("\u0001\u007ftz/last")))
                .isNull();
    }
}
