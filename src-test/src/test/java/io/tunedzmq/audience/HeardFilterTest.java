package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.TopicFilter;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeardFilterTest {
    private final FilterPart topic = new FilterPart(0, 2, true, "prices");
    private final FilterPart prefix = new FilterPart(1, 2, false, "p/");
    private final HeardFilter parts = new HeardFilter();

    @Test
    void shouldMakeTheFilterOfItsPartsInAnyOrder() {
        assertThat(parts.add(prefix)).isFalse();
        assertThat(parts.needs(prefix)).isFalse();
        assertThat(parts.needs(topic)).isTrue();

        assertThat(parts.add(topic)).isTrue();

        assertThat(parts.take()).isEqualTo(new TopicFilter(Set.of("prices"), Set.of("p/")));
    }

    @Test
    void shouldNeedNoneOnceThereWasNoRoom() {
        parts.add(topic);

        parts.refuse();

        assertThat(parts.needs(prefix)).isFalse();
        assertThat(parts.needs(topic)).isFalse();
    }
}
