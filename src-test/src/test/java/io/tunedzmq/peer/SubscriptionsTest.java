package io.tunedzmq.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private final Subscriptions subscriptions = new Subscriptions();

    private long begin(String topic) {
        return subscriptions.begin(("\1" + topic).getBytes(UTF_8));
    }

    @Test
    void shouldCountOnlyWhatASubscriptionAddsToTheOneBefore() {
        long first = begin("instrument-1");
        long second = begin("instrument-2");

        assertThat(second).isLessThan(first);
        assertThat(subscriptions.cost()).isEqualTo(first + second);
    }

    @Test
    void shouldCostMoreTheLongerItIs() {
        assertThat(begin("a".repeat(1_000))).isGreaterThan(50_000);
    }

    @Test
    void shouldCostNothingOnceAllHaveEnded() {
        begin("one");
        begin("another");
        begin("one more");
        for (int i = 0; i < 3; i++) {
            assertThat(subscriptions.end()).isPositive();
        }

        assertThat(subscriptions.cost()).isZero();
    }

    @Test
    void shouldIgnoreTheEndOfWhatNeverBegan() {
        assertThat(subscriptions.end()).isZero();
        assertThat(subscriptions.cost()).isZero();
    }
}
