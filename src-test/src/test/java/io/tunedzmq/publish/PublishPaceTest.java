package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishPaceTest {
    private static final long COST_NS = 1_000;

    private final PublishPace pace = new PublishPace(0);
    private long nowNs;

    @Test
    void shouldSendAtOnceWhileSendingTakesLessThanHalfOfTheTime() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(sendOneAfter(3 * COST_NS)).isZero();
        }
    }

    @Test
    void shouldGatherWhenSendingTakesMoreThanHalfOfTheTime() {
        long gatherNs = 0;
        for (int i = 0; i < 10_000; i++) {
            gatherNs = sendOneAfter(COST_NS * 3 / 2);
        }

        assertThat(gatherNs).isPositive();
    }

    @Test
    void shouldLetAShortBurstPassAtOnce() {
        nowNs = 1_000_000_000;
        for (int i = 0; i < 100; i++) {
            assertThat(sendOneAfter(COST_NS)).isZero();
        }
    }

    @Test
    void shouldSendAtOnceAgainSoonAfterALoad() {
        for (int i = 0; i < 1_000; i++) {
            send(70_000, 64_000, 1_000, 1, false);
        }

        nowNs += 1_000_000;

        assertThat(sendOneAfter(COST_NS)).isZero();
    }

    @Test
    void shouldNotGatherLargeMessagesThatShareNoFrame() {
        assertThat(overload(64_000, 1, 1)).isZero();
        assertThat(overload(256_000, 4, 4)).isZero();
        assertThat(overload(256_000, 5, 4)).isPositive();
    }

    @Test
    void shouldGatherLongerUnderMoreLoadAndLongestForSmallFramesOfManyTopics() {
        long light = overload(4_000, 60, 1);
        long heavy = overload(64_000, 1_000, 1);
        long scattered = overload(64_000, 1_000, 100);
        long eachItsOwn = overload(64_000, 1_000, 1_000);

        assertThat(light).isPositive().isLessThan(heavy);
        assertThat(scattered).isGreaterThan(heavy);
        assertThat(eachItsOwn).isEqualTo(heavy);
    }

    /** Messages gather while the I/O thread moves the bytes of those before. */
    @Test
    void shouldNotHoldALightLoadThatAnIoThreadSends() {
        assertThat(overload(4_000, 60, 1, true)).isZero();
        assertThat(overload(64_000, 1_000, 1, true)).isPositive();
    }

    @Test
    void shouldNotTakeAWaitForRoomForTheCostOfSending() {
        nowNs = 1_000_000_000;
        pace.sent(nowNs, nowNs + 5_000_000_000L, new PublishIntake.Taken(1, 100, 1), false);
        nowNs += 5_000_000_000L;

        assertThat(sendOneAfter(COST_NS)).isZero();
    }

    private long overload(long bytes, long messages, int frames) {
        return overload(bytes, messages, frames, false);
    }

    private long overload(long bytes, long messages, int frames, boolean onIoThread) {
        long gatherNs = 0;
        for (int i = 0; i < 1_000; i++) {
            gatherNs = send(frames * COST_NS + COST_NS, bytes, messages, frames, onIoThread);
        }
        return gatherNs;
    }

    private long sendOneAfter(long passedNs) {
        return send(passedNs, 100, 1, 1, false);
    }

    private long send(long passedNs, long bytes, long messages, int frames, boolean onIoThread) {
        nowNs += passedNs;
        pace.sent(nowNs, nowNs + frames * COST_NS, new PublishIntake.Taken(frames, bytes, messages), onIoThread);
        return pace.gatherNs();
    }
}
