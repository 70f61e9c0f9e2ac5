package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeaconsTest {
    private static final long INTERVAL_NS = 1_000;

    private final Beacons beacons = new Beacons(INTERVAL_NS);
    private final PublishedTopic prices = new PublishedTopic("prices", Topics.withNul("prices"), 1);
    private final PublishedTopic orders = new PublishedTopic("orders", Topics.withNul("orders"), 2);
    private long nowNs = Long.MAX_VALUE - INTERVAL_NS / 2; // The nano clock may overflow.

    @Test
    void shouldAnnounceATopicAfterOneIntervalOfSilence() {
        send(prices, 7);

        assertThat(dueAfter(INTERVAL_NS - 1)).isEmpty();
        assertThat(dueAfter(1)).containsExactly(prices);
        assertThat(prices.announced()).isEqualTo(7);
    }

    @Test
    void shouldNotAnnounceATopicThatIsBusy() {
        send(prices, 1);
        for (int i = 2; i < 20; i++) {
            assertThat(dueAfter(INTERVAL_NS / 2)).isEmpty();
            send(prices, i);
        }

        assertThat(dueAfter(INTERVAL_NS)).containsExactly(prices);
    }

    /** A beacon can be lost like any message, so it is repeated, ever more rarely. */
    @Test
    void shouldRepeatItEverMoreRarelyButAlwaysAgain() {
        send(prices, 1);
        List<Long> at = new ArrayList<>();
        for (long interval = 1; interval <= 400; interval++) {
            if (!dueAfter(INTERVAL_NS).isEmpty()) {
                at.add(interval);
            }
        }

        assertThat(at).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 192L, 256L, 320L, 384L);
    }

    @Test
    void shouldAnnounceSoonAgainWhatIsSentAfterALongSilence() {
        send(prices, 1);
        for (int i = 0; i < 100; i++) {
            dueAfter(INTERVAL_NS);
        }

        send(prices, 2);

        assertThat(dueAfter(INTERVAL_NS)).containsExactly(prices);
        assertThat(prices.announced()).isEqualTo(2);
    }

    @Test
    void shouldTellWhenTheNextOneIsDue() {
        assertThat(beacons.waitNs(nowNs)).isEqualTo(Long.MAX_VALUE);
        send(prices, 1);
        nowNs += INTERVAL_NS / 4;
        send(orders, 1);

        assertThat(beacons.waitNs(nowNs)).isEqualTo(INTERVAL_NS * 3 / 4);
        assertThat(dueAfter(INTERVAL_NS)).containsExactly(prices, orders);
        assertThat(beacons.waitNs(nowNs + 5 * INTERVAL_NS)).isZero();
    }

    @Test
    void shouldKeepTheOrderWhenTheClockOverflows() {
        nowNs = Long.MAX_VALUE - 2 * INTERVAL_NS + 1;
        send(prices, 1);
        nowNs += INTERVAL_NS;
        send(orders, 1); // Due at a negative time.

        assertThat(dueAfter(0)).containsExactly(prices);
        assertThat(dueAfter(INTERVAL_NS)).contains(orders);
    }

    private void send(PublishedTopic topic, long sequence) {
        topic.sent(sequence);
        beacons.sent(topic, nowNs);
    }

    private List<PublishedTopic> dueAfter(long passedNs) {
        nowNs += passedNs;
        List<PublishedTopic> due = new ArrayList<>();
        PublishedTopic topic = beacons.due(nowNs);
        while (topic != null) {
            due.add(topic);
            beacons.announced(nowNs);
            topic = beacons.due(nowNs);
        }
        return due;
    }
}
