package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpstreamPaceTest {
    private static final long SECOND = 1_000_000_000;
    private static final int PROMPT = 100;

    private boolean complete = true;
    private long nowNs = Long.MAX_VALUE - SECOND; // The nano clock may overflow.
    private final UpstreamPace pace = new UpstreamPace(() -> complete, nowNs);

    @Test
    void shouldReportOnceASecondOrWhenItIsWanted() {
        assertThat(pace.takeReports(false, nowNs)).isTrue();

        assertThat(pace.takeReports(false, nowNs + SECOND - 1)).isFalse();
        assertThat(pace.takeReports(true, nowNs + 1)).isTrue();
        assertThat(pace.takeReports(false, nowNs + SECOND)).isFalse();
        assertThat(pace.takeReports(false, nowNs + SECOND + 1)).isTrue();
        assertThat(pace.reportSeconds()).isEqualTo(1);
    }

    @Test
    void shouldReportAtOnceWhereTheNanoClockIsNegative() {
        UpstreamPace begun = new UpstreamPace(() -> complete, -5 * SECOND);

        assertThat(begun.takeReports(false, -5 * SECOND)).isTrue();
        assertThat(begun.takeReports(false, -4 * SECOND - 1)).isFalse();
        assertThat(begun.takeReports(false, -4 * SECOND)).isTrue();
    }

    /** What is said to a publisher that is not there waits in its queue. */
    @Test
    void shouldReportRarelyWhileAPublisherIsMissingForLong() {
        goWithoutForLong();

        assertThat(pace.reportSeconds()).isEqualTo(30);
        assertThat(pace.takeReports(true, nowNs + 30 * SECOND - 1)).isFalse();
        assertThat(pace.takeReports(true, nowNs + 30 * SECOND)).isTrue();
    }

    @Test
    void shouldReportPromptlyAgainAfterALossOrWhenAllAreThere() {
        goWithoutForLong();

        complete = true;
        assertThat(pace.reportSeconds()).isEqualTo(1);
        complete = false;
        pace.lost();
        assertThat(pace.reportSeconds()).isEqualTo(1);
        assertThat(pace.takeReports(false, nowNs + SECOND)).isTrue();
    }

    @Test
    void shouldShowThatItIsThereWhenItHasSaidNothingForTenSeconds() {
        pace.told(nowNs);

        assertThat(pace.signDue(0, nowNs + 10 * SECOND - 1)).isFalse();
        assertThat(pace.signDue(0, nowNs + 10 * SECOND)).isTrue();
    }

    @Test
    void shouldShowItSoonWhileMessagesWaitAndRarelyWhileAPublisherIsMissing() {
        pace.told(nowNs);

        assertThat(pace.signDue(SECOND / 2, nowNs + SECOND / 2)).isTrue();
        assertThat(pace.signDue(SECOND / 2 - 1, nowNs + SECOND / 2)).isFalse();

        goWithoutForLong();
        pace.told(nowNs);
        assertThat(pace.signDue(SECOND, nowNs + 20 * SECOND - 1)).isFalse();
        assertThat(pace.signDue(0, nowNs + 20 * SECOND)).as("as promised").isTrue();
    }

    @Test
    void shouldAskWhoLacksSomethingOftenBehindAProxyAndRarelyElse() {
        pace.askedWhoLacks(nowNs);

        assertThat(pace.whoLacksDue(true, nowNs + SECOND - 1)).isFalse();
        assertThat(pace.whoLacksDue(true, nowNs + SECOND)).isTrue();
        assertThat(pace.whoLacksDue(false, nowNs + 10 * SECOND - 1)).isFalse();
        assertThat(pace.whoLacksDue(false, nowNs + 10 * SECOND)).isTrue();

        goWithoutForLong();
        pace.askedWhoLacks(nowNs);
        assertThat(pace.whoLacksDue(true, nowNs + 20 * SECOND - 1)).isFalse();
        assertThat(pace.whoLacksDue(true, nowNs + 20 * SECOND)).isTrue();
    }

    private void goWithoutForLong() {
        complete = false;
        for (int i = 0; i < PROMPT; i++) {
            nowNs += SECOND;
            assertThat(pace.takeReports(true, nowNs)).isTrue();
        }
    }
}
