package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.BundleGroup;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AskersTest {
    private static final int MANY = 100;

    private final Askers askers = new Askers();

    @Test
    void shouldKnowAGroupUntilTheLastOfItIsGone() {
        BundleGroup one = new BundleGroup(1);
        BundleGroup other = new BundleGroup(2);
        askers.count(one, 1);
        askers.count(one, 1);
        askers.count(other, 1);

        askers.count(one, -1);
        assertThat(askers.has(one)).isTrue();
        assertThat(askers.groups()).isEqualTo(2);

        askers.count(one, -1);
        assertThat(askers.has(one)).isFalse();
        assertThat(askers.groups()).isEqualTo(1);
        assertThat(askers.group(0)).isSameAs(other);
    }

    @Test
    void shouldTellThoseWithoutAGroupApart() {
        askers.count(null, 1);
        assertThat(askers.someUngrouped()).isTrue();
        assertThat(askers.groups()).isZero();
        assertThat(askers.isEmpty()).isFalse();

        askers.count(null, -1);
        assertThat(askers.someUngrouped()).isFalse();
        assertThat(askers.isEmpty()).isTrue();
    }

    @Test
    void shouldCountOnWhenManyHaveComeAndGone() {
        BundleGroup[] groups =
                IntStream.range(0, MANY).mapToObj(BundleGroup::new).toArray(BundleGroup[]::new);
        for (BundleGroup group : groups) {
            askers.count(group, 1);
        }
        for (int i = 0; i < MANY - 2; i++) {
            askers.count(groups[i], -1);
        }

        assertThat(askers.groups()).isEqualTo(2);
        assertThat(askers.has(groups[MANY - 1])).isTrue();
        assertThat(askers.has(groups[MANY - 2])).isTrue();
        assertThat(askers.isEmpty()).isFalse();

        askers.count(groups[MANY - 1], -1);
        askers.count(groups[MANY - 2], -1);
        assertThat(askers.isEmpty()).isTrue();
    }
}
