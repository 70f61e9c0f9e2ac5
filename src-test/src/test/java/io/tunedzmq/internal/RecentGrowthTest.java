package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentGrowthTest {
    private final RecentGrowth growth = new RecentGrowth();

    /** The nano clock may be negative, and may overflow. */
    @ParameterizedTest
    @ValueSource(longs = {0, -50, Long.MIN_VALUE, Long.MAX_VALUE - 50})
    void shouldRememberForTenSecondsWhenTheCountWasFirstSeenAsItIs(long startNs) {
        assertThat(growth.isRecent(0, startNs)).isFalse();

        growth.look(3, startNs + 1);
        assertThat(growth.look(3, startNs + 5)).isEqualTo(4);
        assertThat(growth.isRecent(3, startNs + RecentGrowth.RECENT_NS)).isTrue();
        assertThat(growth.isRecent(3, startNs + 1 + RecentGrowth.RECENT_NS)).isFalse();

        growth.look(4, startNs + 2 * RecentGrowth.RECENT_NS);
        // Somebody who has read the count before.
        assertThat(growth.look(3, startNs + 2 * RecentGrowth.RECENT_NS + 1)).isEqualTo(1);
    }
}
