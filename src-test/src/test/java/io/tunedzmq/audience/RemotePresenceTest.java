package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemotePresenceTest {
    private final RemotePresence presence = new RemotePresence();
    private final ConnectionRows connection = new ConnectionRows(7);

    @Test
    void shouldKnowWhenAndFromWhereItWent() {
        presence.came(connection);
        assertThat(presence.connected()).isTrue();

        presence.left(100);
        presence.left(200); // Its connection is gone as well, when it has left already.

        assertThat(presence.connected()).isFalse();
        assertThat(presence.goneFrom()).isEqualTo(7);
        assertThat(presence.goneNs()).isEqualTo(100);
        assertThat(presence.hadGoneBy(99)).isFalse();
        assertThat(presence.hadGoneBy(100)).isTrue();
    }

    @Test
    void shouldExpectBackWhoHeardUsAndSaidNoGoodbye() {
        presence.came(connection);
        assertThat(presence.mayComeBack()).as("a stranger").isFalse();

        presence.prove();
        assertThat(presence.mayComeBack()).isTrue();

        presence.sayGoodbye();
        presence.left(100);
        assertThat(presence.mayComeBack()).isFalse();

        presence.came(connection);
        presence.left(200);
        assertThat(presence.mayComeBack())
                .as("the goodbye was of the time before")
                .isTrue();
    }

    /** Who went after that echo was sent could not be known when it was answered. */
    @Test
    void shouldDenyToBeWhoHadGoneBeforeItsEchoAlone() {
        RemotePresence gone = new RemotePresence();
        gone.came(connection);
        gone.left(-100); // The nano clock may begin anywhere.

        assertThat(presence.deniesToBe(gone)).as("it has said nothing").isFalse();
        presence.answered(-101);
        assertThat(presence.deniesToBe(gone)).isFalse();
        presence.answered(-100);
        assertThat(presence.deniesToBe(gone)).isTrue();
    }
}
