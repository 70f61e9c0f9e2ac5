package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which connections are in doubt because their subscriber has introduced itself over a newer one. */
class ReplacedConnectionsTest {
    private static final long ID = 0x1D;
    private static final long KEY = 0x4E7;
    private static final long OLD = 7;
    private static final long NEW = 8;

    private final Crowd crowd = new Crowd();

    @Test
    void shouldDoubtTheOlderConnectionOnce() {
        crowd.joinAndProve(OLD, ID, KEY);
        assertThat(crowd.audience.takeReplaced()).isEmpty();

        crowd.about(NEW, ID, KEY);
        crowd.about(NEW, ID, KEY);

        assertThat(crowd.audience.takeReplaced()).containsExactly(OLD);
        assertThat(crowd.audience.takeReplaced()).isEmpty();
    }

    @Test
    void shouldDoubtNoNewerConnectionAndNoneThatIsGone() {
        crowd.joinAndProve(NEW, ID, KEY);
        crowd.joinAndProve(OLD, ID, KEY);
        assertThat(crowd.audience.takeReplaced()).isEmpty();

        crowd.audience.closed(OLD);
        crowd.about(NEW + 1, ID, KEY);

        assertThat(crowd.audience.takeReplaced()).containsExactly(NEW);
    }

    /** Whoever subscribes to everything sees the id. */
    @Test
    void shouldDoubtNothingForWhoClaimsTheIdWithAnotherKey() {
        crowd.joinAndProve(OLD, ID, KEY);

        crowd.about(NEW, ID, KEY + 1);
        crowd.about(NEW, ID + 1, KEY);

        assertThat(crowd.audience.takeReplaced()).isEmpty();
    }

    /** A proxy. */
    @Test
    void shouldDoubtNoConnectionThatOthersShare() {
        crowd.joinAndProve(OLD, ID, KEY);
        crowd.about(OLD, ID + 1, KEY + 1);

        crowd.about(NEW, ID, KEY);

        assertThat(crowd.audience.takeReplaced()).isEmpty();
    }

    @Test
    void shouldLookAtTheLastConnectionsOfAnIdentityOnly() {
        for (int connection = 1; connection <= 20; connection++) {
            crowd.joinAndProve(connection, ID, KEY);
        }
        crowd.audience.takeReplaced();

        crowd.about(21, ID, KEY);

        assertThat(crowd.audience.takeReplaced()).containsExactly(14L, 15L, 16L, 17L, 18L, 19L, 20L);
    }
}
