package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.EchoSums;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EchoBaselinesTest {
    private static final long KEY = 3;
    private static final long EPOCH = 0xE;

    private final EchoBaselines bases = new EchoBaselines(KEY, EPOCH);

    @Test
    void shouldKnowWhichEchoesItWasSent() {
        assertThat(bases.noneFor(5, 100)).isTrue();
        assertThat(bases.isLast(0)).isFalse();

        bases.echoed(7, 1, 100);
        bases.echoed(3, EchoBaselines.UNKNOWN, 110);

        assertThat(bases.find(number -> number == 7)).isEqualTo(7);
        assertThat(bases.find(number -> number == 5)).isZero();
        assertThat(bases.find(number -> number > 0)).as("the latest").isEqualTo(3);
        assertThat(bases.isLast(3)).isTrue();
        assertThat(bases.isLast(7)).isFalse();
        assertThat(bases.someMissed()).isTrue();
        assertThat(bases.lastNs()).isEqualTo(110);
        assertThat(bases.noneFor(5, 114)).isFalse();
        assertThat(bases.noneFor(5, 115)).isTrue();
    }

    @Test
    void shouldForgetTheOldestButTheFirstAndSaySo() {
        for (int echo = 1; echo <= EchoBaselines.MOST; echo++) {
            bases.echoed(echo, 10L * echo, echo);
        }
        assertThat(bases.someMissed()).isFalse();

        bases.echoed(EchoBaselines.MOST + 1, 1_000, 100);

        assertThat(bases.someMissed()).isTrue();
        assertThat(sentBefore(1)).hasValue(10);
        assertThat(sentBefore(2)).isEmpty();
        assertThat(sentBefore(3)).hasValue(30);
        assertThat(sentBefore(EchoBaselines.MOST + 1)).hasValue(1_000);
        assertThat(bases.oldest()).hasValue(10);
    }

    @Test
    void shouldKeepOnlyTheOneThatHoldsAndTheLast() {
        bases.echoed(1, 10, 0);
        bases.echoed(2, 20, 0);
        bases.echoed(3, 30, 0);

        bases.keepOnly(sum(4));
        assertThat(sentBefore(1)).as("of the one that holds nothing is known").hasValue(10);
        bases.keepOnly(sum(2));
        bases.echoed(5, 50, 0);

        assertThat(sentBefore(1)).isEmpty();
        assertThat(sentBefore(2)).hasValue(20);
        assertThat(sentBefore(5)).as("no baseline any more").isEmpty();
        assertThat(bases.isLast(5)).isTrue();
        assertThat(bases.find(number -> number == 3)).isZero();
    }

    @Test
    void shouldGoOnFromThoseOfAConnectionThatIsGone() {
        EchoBaselines before = new EchoBaselines(KEY, EPOCH);
        before.echoed(1, 10, 0);
        before.echoed(2, 20, 0);
        bases.echoed(3, 30, 0);

        bases.inherit(before, true);

        assertThat(sentBefore(1)).hasValue(10);
        assertThat(sentBefore(2)).hasValue(20);
        assertThat(sentBefore(3)).hasValue(30);
        assertThat(bases.isLast(3)).isTrue();
        assertThat(bases.someMissed()).isFalse();
    }

    /** Somebody else may have had that row: only the next report of the subscriber tells which one holds. */
    @Test
    void shouldNotTakeOverWhichOneHolds() {
        EchoBaselines before = new EchoBaselines(KEY, EPOCH);
        before.echoed(1, 10, 0);
        before.echoed(2, 20, 0);
        before.keepOnly(sum(2));
        bases.echoed(3, 30, 0);
        bases.echoed(4, 40, 0);

        bases.inherit(before, true);

        assertThat(sentBefore(2)).hasValue(20);
        assertThat(sentBefore(4)).hasValue(40);
        assertThat(bases.isLast(4)).isTrue();
        bases.keepOnly(sum(4));
        assertThat(sentBefore(2)).isEmpty();
    }

    /** What was counted as sent then is not what the subscriber wants now. */
    @Test
    void shouldNotTakeOverWhatWasSentToAnotherFilter() {
        EchoBaselines before = new EchoBaselines(KEY, EPOCH);
        before.echoed(1, 10, 0);

        bases.inherit(before, false);

        assertThat(bases.find(number -> number == 1)).isEqualTo(1);
        assertThat(sentBefore(1)).isEmpty();
    }

    private OptionalLong sentBefore(long echo) {
        return bases.get(sum(echo));
    }

    private static long sum(long echo) {
        return EchoSums.baseline(KEY, EPOCH, echo);
    }
}
