package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.BundleGroup;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionCountsTest {
    private static final int MANY = 100;

    private final SubscriptionCounts counts = new SubscriptionCounts();

    @Test
    void shouldKnowAGroupUntilTheLastOfItIsGone() {
        BundleGroup one = new BundleGroup(1);
        BundleGroup other = new BundleGroup(2);
        counts.add(one, 1);
        counts.add(one, 1);
        counts.add(other, 1);

        counts.add(one, -1);
        assertThat(counts.has(one)).isTrue();
        assertThat(counts.groups()).isEqualTo(2);

        counts.add(one, -1);
        assertThat(counts.has(one)).isFalse();
        assertThat(counts.groups()).isEqualTo(1);
        assertThat(counts.group(0)).isSameAs(other);
    }

    @Test
    void shouldTellThoseWithoutAGroupApart() {
        counts.add(null, 1);
        assertThat(counts.someUngrouped()).isTrue();
        assertThat(counts.groups()).isZero();
        assertThat(counts.isEmpty()).isFalse();

        counts.add(null, -1);
        assertThat(counts.someUngrouped()).isFalse();
        assertThat(counts.isEmpty()).isTrue();
    }

    @Test
    void shouldCountOnWhenManyHaveComeAndGone() {
        BundleGroup[] groups =
                IntStream.range(0, MANY).mapToObj(BundleGroup::new).toArray(BundleGroup[]::new);
        for (BundleGroup group : groups) {
            counts.add(group, 1);
        }
        for (int i = 0; i < MANY - 2; i++) {
            counts.add(groups[i], -1);
        }

        assertThat(counts.groups()).isEqualTo(2);
        assertThat(counts.has(groups[MANY - 1])).isTrue();
        assertThat(counts.has(groups[MANY - 2])).isTrue();
        assertThat(counts.isEmpty()).isFalse();

        counts.add(groups[MANY - 1], -1);
        counts.add(groups[MANY - 2], -1);
        assertThat(counts.isEmpty()).isTrue();
    }
}
