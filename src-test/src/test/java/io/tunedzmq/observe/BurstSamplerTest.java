package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BurstSamplerTest {
    private final BurstSampler bursts = new BurstSampler(0, 0);

    /** 100 in each step, and 500 more in the fifth. */
    private void publish() {
        for (int i = 1; i <= 10; i++) {
            bursts.look(i, 100L * i + (i >= 5 ? 500 : 0));
        }
    }

    @Test
    void shouldFindHowFarPublishingRanAhead() {
        publish();

        assertThat(bursts.most(true, 0, 10)).isEqualTo(600);
        assertThat(bursts.most(false, 0, 10)).isEqualTo(450);
    }

    @Test
    void shouldFindItInThatPartOfTheTimeAlone() {
        publish();

        assertThat(bursts.most(false, 0, 4)).isZero();
        assertThat(bursts.most(false, 6, 6)).isEqualTo(400);
    }
}
