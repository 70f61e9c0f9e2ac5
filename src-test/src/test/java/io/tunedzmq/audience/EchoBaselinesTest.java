package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EchoBaselinesTest {
    private static final int MOST = 16;

    private final EchoBaselines bases = new EchoBaselines();

    @Test
    void shouldKnowWhichEchoesItMayHave() {
        assertThat(bases.mayHave(3)).isFalse();
        assertThat(bases.noneFor(5, 100)).isTrue();

        bases.echoed(3, 100);
        bases.echoed(7, 110);

        assertThat(bases.mayHave(2)).isFalse();
        assertThat(bases.mayHave(3)).isTrue();
        assertThat(bases.mayHave(5)).as("it may have been another's").isTrue();
        assertThat(bases.mayHave(8)).isFalse();
        assertThat(bases.noneFor(5, 114)).isFalse();
        assertThat(bases.noneFor(5, 115)).isTrue();
    }

    @Test
    void shouldForgetTheOldestAndSaySo() {
        for (int echo = 1; echo <= MOST; echo++) {
            bases.add(echo, 10L * echo);
        }
        assertThat(bases.someMissed()).isFalse();
        assertThat(bases.oldest()).hasValue(10);

        bases.add(MOST + 1, 1_000);

        assertThat(bases.someMissed()).isTrue();
        assertThat(bases.get(1)).isEmpty();
        assertThat(bases.allAfter(1)).isTrue();
        assertThat(bases.oldest()).hasValue(20);
    }

    @Test
    void shouldKeepOnlyTheOneThatHolds() {
        bases.add(1, 10);
        bases.add(2, 20);

        bases.keepOnly(3);
        assertThat(bases.get(1)).as("of the one that holds nothing is known").hasValue(10);
        bases.keepOnly(2);

        assertThat(bases.get(1)).isEmpty();
        assertThat(bases.get(2)).hasValue(20);
    }

    @Test
    void shouldTakeOverTheOneOfAConnectionThatIsGone() {
        EchoBaselines before = new EchoBaselines();
        before.add(1, 10);
        before.add(2, 20);

        bases.inherit(before, 2);
        bases.inherit(before, 3);

        assertThat(bases.get(1)).isEmpty();
        assertThat(bases.get(2)).hasValue(20);
        assertThat(bases.get(3)).isEmpty();
    }
}
