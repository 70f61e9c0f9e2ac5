package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When everything is said again, how much at once, and when that ends. */
class SubscriptionRepetitionTest {
    private static final long EPOCH = 7;
    private static final long EPOCH_BEFORE = 6;
    private static final int MANY = 2 * SubscriptionRepetition.PART + 1;
    private static final long SECOND_NS = 1_000_000_000;

    private final Said said = new Said();
    private final List<Long> givenUp = new ArrayList<>();
    private final SubscriptionRepetition repetition = new SubscriptionRepetition(
            () -> IntStream.range(0, MANY)
                    .mapToObj(i -> new byte[] {(byte) 116})
                    .collect(Collectors.toCollection(ArrayList::new)),
            () -> 1,
            said,
            givenUp::add,
            new RepetitionTurns(() -> 0, () -> 1));
    private long nowNs = System.nanoTime();

    private static final class Said implements RepetitionVoice {
        int again;
        int anew;
        long round;
        boolean asksForEcho;
        boolean held;

        @Override
        public void say(byte[] bytes) {
            again++;
        }

        @Override
        public byte[] beginAnew(int index, byte[] bytes) {
            anew++;
            return bytes;
        }

        @Override
        public long askForSign() {
            asksForEcho = false;
            return ++round;
        }

        @Override
        public long ask() {
            asksForEcho = false;
            return ++round;
        }

        @Override
        public long askForEcho() {
            asksForEcho = true;
            return ++round;
        }

        @Override
        public long lastAsked() {
            return round;
        }

        @Override
        public void hold(boolean hold) {
            held = hold;
        }
    }

    /** Another publisher has shown that the proxies on the way have everything. */
    private void proxiesAreProven() {
        assertThat(repetition.echoed(EPOCH_BEFORE, said.round, nowNs)).isFalse();
    }

    private void lacks() {
        repetition.lacks(EPOCH, said.round, false, nowNs);
    }

    /** As it may be that the rest of what a proxy tells a publisher is on its way. */
    @Test
    void shouldAskAgainBeforeItSaysAnything() {
        lacks();
        repetition.lacks(EPOCH, 0, false, nowNs); // Read ahead, it comes twice.

        assertThat(said.held).isTrue();
        repetition.echoed(EPOCH, said.round, nowNs);
        assertThat(said.again).isZero();
        assertThat(said.held).isFalse();
    }

    @Test
    void shouldSayPartsThatFitIntoAQueueAndWaitForEach() {
        proxiesAreProven();
        lacks();
        for (int part = 1; part <= 2; part++) {
            lacks();
            assertThat(said.again).isEqualTo(part * SubscriptionRepetition.PART);
            repetition.maintain(nowNs);
            repetition.lacks(EPOCH, said.round - 1, false, nowNs); // Read ahead, it comes twice.
            assertThat(said.again).isEqualTo(part * SubscriptionRepetition.PART);
        }
        lacks();

        assertThat(said.again).isEqualTo(MANY);
        assertThat(said.asksForEcho).isTrue();
        assertThat(repetition.echoed(EPOCH, said.round, nowNs)).isTrue();
        assertThat(said.held).isFalse();
        assertThat(said.anew).isZero();
    }

    @Test
    void shouldAskOnceMoreWhereTheAnswerIsLost() {
        proxiesAreProven();
        lacks();
        lacks();
        long asked = said.round;

        nowNs += SubscriptionRepetition.ANSWER_NS;
        repetition.maintain(nowNs);

        assertThat(said.round).isEqualTo(asked + 1);
        lacks();
        assertThat(said.again).isEqualTo(2 * SubscriptionRepetition.PART);
    }

    @Test
    void shouldGiveUpAPublisherThatNeverHasEverything() {
        proxiesAreProven();
        for (int second = 0; second < 600; second++) {
            lacks();
            nowNs += SECOND_NS;
        }

        assertThat(said.again).isEqualTo(SubscriptionRepetition.MOST_ATTEMPTS * MANY);
        assertThat(givenUp).containsExactly(EPOCH);
        assertThat(said.held).isFalse();
    }

    @Test
    void shouldBeginTheSubscriptionsAnewWhereTheEchoDoesNotComeThrough() {
        proxiesAreProven();
        lacks();
        for (int part = 0; part < 3; part++) {
            lacks();
        }
        assertThat(said.again).isEqualTo(MANY);
        for (int second = 0; second < 4; second++) {
            nowNs += SECOND_NS;
            repetition.maintain(nowNs);
        }
        for (int part = 1; part <= 4; part++) {
            assertThat(said.anew).isEqualTo(part * SubscriptionRepetition.PART_ANEW);
            repetition.sign(EPOCH, said.round, nowNs);
        }

        assertThat(said.anew).isEqualTo(MANY);
        assertThat(said.asksForEcho).isTrue();
        assertThat(repetition.echoed(EPOCH, said.round, nowNs)).isTrue();
        assertThat(said.held).isFalse();
        assertThat(givenUp).isEmpty();
    }

    /** What a proxy has dropped in the middle the next one does not have either. */
    @Test
    void shouldBeginTheSubscriptionsAnewWhereTheLastOnesCame() {
        lacksSome();
        lacksSome();
        for (int part = 1; part <= 4; part++) {
            assertThat(said.anew).isEqualTo(part * SubscriptionRepetition.PART_ANEW);
            repetition.sign(EPOCH, said.round, nowNs);
        }
        assertThat(said.anew).isEqualTo(MANY);
        assertThat(said.asksForEcho).isTrue();

        lacksSome(); // As others behind the proxy have some of it, too.
        nowNs += 3 * SECOND_NS;
        repetition.maintain(nowNs);
        for (int part = 1; part <= 4; part++) {
            assertThat(said.again).isEqualTo(part * SubscriptionRepetition.PART / 2);
            repetition.sign(EPOCH, said.round, nowNs);
        }

        assertThat(said.again).isEqualTo(MANY);
        provesAfterOneMoreBeginning();
    }

    /** What was said in words that proxies pass on, a proxy may lack still. */
    private void provesAfterOneMoreBeginning() {
        int before = said.anew;
        assertThat(repetition.echoed(EPOCH, said.round, nowNs)).isFalse();
        for (int part = 1; part <= 8; part++) {
            assertThat(said.anew).isEqualTo(before + part * SubscriptionRepetition.PART_ANEW / 2);
            assertThat(repetition.echoed(EPOCH, 2, nowNs)).as("late answer").isFalse();
            repetition.sign(EPOCH, said.round, nowNs);
        }
        assertThat(said.anew).isEqualTo(before + MANY);
        assertThat(said.held).isTrue();
        assertThat(repetition.echoed(EPOCH, said.round, nowNs)).isTrue();
        assertThat(said.held).isFalse();
    }

    /** Where nobody has shown that the proxies on the way have everything. */
    @Test
    void shouldBeginTheSubscriptionsAnewAtTheFirstStart() {
        lacks();
        lacks();
        for (int part = 1; part <= 4; part++) {
            assertThat(said.anew).isEqualTo(part * SubscriptionRepetition.PART_ANEW);
            repetition.sign(EPOCH, said.round, nowNs);
        }

        assertThat(said.anew).isEqualTo(MANY);
        assertThat(said.again).isZero();
        assertThat(repetition.echoed(EPOCH, said.round, nowNs)).isTrue();
    }

    /** The proxy next to it may have been started again. */
    @Test
    void shouldBeginTheSubscriptionsAnewWhereTheSamePublisherHadEverything() {
        assertThat(repetition.echoed(EPOCH, said.round, nowNs)).isFalse();
        lacks();
        lacks();

        assertThat(said.anew).isEqualTo(SubscriptionRepetition.PART_ANEW);
    }

    /** Whoever makes up publishers makes us ask all the others. */
    @Test
    void shouldAskOnceForManyThatLackSomething() {
        for (long epoch = EPOCH; epoch < EPOCH + 10; epoch++) {
            repetition.lacks(epoch, said.round, true, nowNs);
        }
        assertThat(said.round).isEqualTo(1);

        nowNs += SubscriptionRepetition.ANSWER_NS;
        repetition.maintain(nowNs);

        assertThat(said.round).isEqualTo(2);
        assertThat(said.asksForEcho).as("the others are to say it once more").isTrue();
        repetition.lacks(EPOCH + 1, said.round, true, nowNs);
        assertThat(said.anew).isEqualTo(SubscriptionRepetition.PART_ANEW);
    }

    private void lacksSome() {
        repetition.lacks(EPOCH, said.round, true, nowNs);
    }

    @Test
    void shouldWaitForNobodyWhoIsGone() {
        lacks();
        nowNs += SubscriptionRepetition.GONE_NS;
        repetition.maintain(nowNs);
        assertThat(said.held).isFalse();

        lacks();
        assertThat(said.held).isTrue();
        repetition.ended(EPOCH);
        assertThat(said.held).isFalse();

        lacks();
        repetition.lost();
        assertThat(said.held).isFalse();
        assertThat(said.again).isZero();
    }
}
