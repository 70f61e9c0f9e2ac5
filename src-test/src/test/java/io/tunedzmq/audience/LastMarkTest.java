package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastMarkTest {
    private final LastMark lastMark = new LastMark();

    @Test
    void shouldBelieveAnyAnswerWhileNothingWasSent() {
        lastMark.sent(1, false, false);

        assertThat(lastMark.number()).isEqualTo(1);
        assertThat(lastMark.provesAll(0)).isZero();
    }

    @Test
    void shouldBelieveAnAnswerToTheFirstMarkBehindWhatEverybodyWasTold() {
        lastMark.sent(1, true, false);
        assertThat(lastMark.provesAll(1)).isEqualTo(Long.MAX_VALUE);

        lastMark.sent(2, false, true);
        lastMark.sent(3, false, false);

        assertThat(lastMark.provesAll(1)).as("nothing was sent since").isEqualTo(2);
        assertThat(lastMark.provesAll(3)).isEqualTo(3);
    }

    @Test
    void shouldBelieveNobodyOnceSomethingWasSentThatNotEverybodyWasTold() {
        lastMark.sent(1, true, true);

        lastMark.sent(2, true, false);

        assertThat(lastMark.settled()).isFalse();
        assertThat(lastMark.provesAll(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldAskAgainUntilEverythingIsAnnounced() {
        assertThat(lastMark.wantsAgain()).isFalse();

        lastMark.sent(1, true, false);
        assertThat(lastMark.wantsAgain()).isTrue();

        lastMark.sent(2, false, true);
        assertThat(lastMark.settled()).isTrue();
        assertThat(lastMark.wantsAgain()).isFalse();
    }

    @Test
    void shouldTakeTheNextMarkForTheOneThatWasWanted() {
        lastMark.sent(1, true, true);
        lastMark.askAgain();
        lastMark.askSoon();
        assertThat(lastMark.wantsAgain()).isTrue();
        assertThat(lastMark.wantsSoon()).isTrue();

        lastMark.sent(2, false, true);

        assertThat(lastMark.wantsAgain()).isFalse();
        assertThat(lastMark.wantsSoon()).isFalse();
    }
}
