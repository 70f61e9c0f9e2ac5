package io.tunedzmq.subscribe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LackingPublishersTest {
    private final LackingPublishers publishers = new LackingPublishers();

    @Test
    void shouldTakeOnlySoManyAndNoneThatWasGivenUp() {
        for (int epoch = 1; epoch < LackingPublishers.MOST; epoch++) {
            publishers.add(epoch, 0, 0);
        }
        publishers.giveUp(1_000);

        assertThat(publishers.takes(1_000)).isFalse();
        assertThat(publishers.takes(2_000)).isTrue();
        assertThat(publishers.unheard()).isEqualTo(LackingPublishers.MOST);

        publishers.add(2_000, 0, 0);
        assertThat(publishers.takes(3_000)).isFalse();
        publishers.remove(1);
        assertThat(publishers.takes(3_000)).isTrue();
    }

    @Test
    void shouldForgetWhoWasGivenUpLongestAgo() {
        for (int epoch = 0; epoch < LackingPublishers.MOST; epoch++) {
            publishers.giveUp(epoch);
        }
        publishers.giveUp(1); // Again: it is the last one now.
        assertThat(publishers.takes(0)).isFalse();

        publishers.giveUp(LackingPublishers.MOST);
        publishers.giveUp(LackingPublishers.MOST + 1);

        assertThat(publishers.takes(0)).isTrue();
        assertThat(publishers.takes(1)).isFalse();
        assertThat(publishers.takes(2)).isTrue();
        assertThat(publishers.takes(3)).isFalse();
    }

    /** What an earlier one of them has shown says nothing of a proxy that it has lost since. */
    @Test
    void shouldTrustTheProxiesOnTheWayToWhoIsNewOnceAnotherHasEverything() {
        publishers.add(1, 0, 0);
        LackingPublisher first = requireNonNull(publishers.get(1));
        assertThat(publishers.proxiesAreProven(first)).isFalse();

        publishers.proves(2);
        assertThat(publishers.proxiesAreProven(first)).isTrue();

        publishers.add(2, 0, 0);
        assertThat(publishers.proxiesAreProven(requireNonNull(publishers.get(2))))
                .isFalse();
    }

    @Test
    void shouldFindTheFirstThatIsCertainAndThoseThatAreSilent() {
        publishers.add(1, 5, 0);
        publishers.add(2, 5, 10);
        publishers.add(3, 5, 20);
        assertThat(publishers.firstCertain()).isNull();

        requireNonNull(publishers.get(2)).round = 5;
        requireNonNull(publishers.get(3)).round = 6;

        assertThat(publishers.firstCertain()).isSameAs(publishers.get(2));
        assertThat(publishers.silentFor(10, 20)).containsExactly(publishers.get(1), publishers.get(2));
    }
}
