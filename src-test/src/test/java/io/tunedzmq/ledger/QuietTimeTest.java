package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuietTimeTest {
    private static final long SECOND = 1_000_000_000;

    private final QuietTime quiet = new QuietTime();
    private long now = -1L << 62; // The nano clock may be negative.

    @Test
    void shouldGoOnFromWhenNothingIsLeftUntilTheNextFrame() {
        quiet.nothingIsLeft(now);
        now += SECOND / 2;
        quiet.nothingIsLeft(now);
        now += SECOND / 4;
        quiet.reads(now);

        assertThat(quiet.ns()).isEqualTo(SECOND * 3 / 4);
    }

    /** Behind each frame the next one may wait, and what is looked for behind that. */
    @Test
    void shouldStandStillBehindAFrameHoweverSlowTheApplicationIs() {
        for (int i = 0; i < 100; i++) {
            quiet.reads(now);
            now += SECOND / 2;
        }
        quiet.nothingIsLeft(now);

        assertThat(quiet.ns()).isZero();
    }

    @Test
    void shouldTakeALongPauseForOneInWhichTheWholeProcessHadStopped() {
        quiet.nothingIsLeft(now);
        now += 60 * SECOND;
        quiet.nothingIsLeft(now);

        assertThat(quiet.ns()).isEqualTo(SECOND);
    }
}
