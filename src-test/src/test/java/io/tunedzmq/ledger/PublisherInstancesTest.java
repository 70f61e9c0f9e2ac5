package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import org.junit.jupiter.api.Test;

/** Publishers that come and go: restarts, ends, proxies, and one that is heard over two connections. */
class PublisherInstancesTest extends LedgerFixture {
    @Test
    void shouldNotTakeTwoLivingConnectionsInTurnForReconnects() {
        HeardConnection first = connection;
        HeardConnection second = HeardConnection.dialed(first.address());

        for (int sequence = 1; sequence <= 100; sequence++) {
            connection = sequence % 2 == 0 ? first : second;
            accept(Frames.messages(EPOCH, "a", 1, sequence, 1));
        }

        assertThat(ledger.reconnects()).isLessThanOrEqualTo(1);
        assertThat(ledger.restarts()).isZero();
        assertThat(handedOut).isEqualTo(100);
    }

    @Test
    void shouldCountARestartOnceAndNoDrop() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 50));
        reconnect();

        accept(Frames.messages(OTHER, "a", 1, 20, 1));
        accept(Frames.messages(OTHER, "a", 1, 21, 1));

        assertThat(ledger.restarts()).isEqualTo(1);
        assertThat(ledger.dropped()).isZero();
        assertThat(handedOut).isEqualTo(52);
    }

    @Test
    void shouldCountARestartAfterAnEnd() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.end(EPOCH));
        reconnect();

        accept(Frames.messages(OTHER, "a", 1, 1, 1));

        assertThat(ledger.restarts()).isEqualTo(1);
        assertThat(ledger.dropped()).isZero();
    }

    @Test
    void shouldNotTakePublishersBehindAProxyForRestarts() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(OTHER, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        accept(Frames.messages(OTHER, "a", 1, 3, 1));

        assertThat(ledger.restarts()).isZero();
        assertThat(gaps).containsExactly(new Gap("a", OTHER, 2, 1, false));
    }

    @Test
    void shouldNotTakeANewPublisherBehindAReconnectedProxyForARestart() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(OTHER, "a", 1, 1, 1));
        reconnect();

        accept(Frames.messages(3, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "a", 1, 3, 1));

        assertThat(ledger.restarts()).isZero();
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 1, true));
    }

    @Test
    void shouldNotCountARestartBetweenPublishersWithoutAddresses() {
        connection = HeardConnection.inproc();
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        connection = HeardConnection.inproc();

        accept(Frames.messages(OTHER, "a", 1, 1, 1));

        assertThat(ledger.restarts()).isZero();
    }

    @Test
    void shouldHandOutOnceWhatComesOverTwoPaths() {
        HeardConnection second = HeardConnection.dialed("10.0.0.2:5555");
        accept(Frames.messages(EPOCH, "a", 1, 1, 2));

        AccountedMessages same = ledger.accept(Frames.messages(EPOCH, "a", 1, 1, 2), second, now);
        AccountedMessages next = ledger.accept(Frames.messages(EPOCH, "a", 1, 3, 1), second, now);
        ledger.accept(Frames.beacon(EPOCH, "a", 1, 9), second, now);
        AccountedMessages again = ledger.accept(Frames.messages(EPOCH, "a", 1, 3, 1), connection, now);

        assertThat(same).isNull();
        assertThat(next).isNotNull();
        assertThat(again).isNull();
        assertThat(ledger.duplicates()).isEqualTo(3);
        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.reconnects()).isZero();
    }

    @Test
    void shouldGoOnWithTheSecondPathWhenTheFirstIsLost() {
        HeardConnection first = connection;
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        connection = HeardConnection.dialed("10.0.0.2:5555");
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        first.noteClosed();

        accept(Frames.messages(EPOCH, "a", 1, 3, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 1, true));
        assertThat(ledger.duplicates()).isEqualTo(1);
        assertThat(ledger.reconnects()).isEqualTo(1);
        assertThat(handedOut).isEqualTo(2);
    }

    @Test
    void shouldPutAJumpOverAnotherConnectionAsideUntilTheFirstIsDone() {
        HeardConnection first = connection;
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        HeardConnection second = HeardConnection.dialed("10.0.0.1:5556");
        FrameReader jump = Frames.messages(EPOCH, "a", 1, 3, 1);

        assertThat(ledger.order().mustWait(jump, first)).isFalse();
        assertThat(ledger.order().mustWait(jump, HeardConnection.dialed("10.0.0.1:5555")))
                .isFalse();
        assertThat(ledger.order().mustWait(Frames.messages(OTHER, "a", 1, 3, 1), second))
                .isFalse();
        assertThat(ledger.order().mustWait(Frames.messages(EPOCH, "a", 1, 2, 1), second))
                .isFalse();
        assertThat(ledger.order().mustWait(jump, second)).isTrue();
        assertThat(ledger.order().mustWait(Frames.beacon(EPOCH, "a", 1, 9), second))
                .isTrue();
        assertThat(ledger.order().mustWait(Frames.beacon(EPOCH, "a", 1, 1), second))
                .isFalse();
        assertThat(ledger.order().mustWait(Frames.probe(EPOCH, "a"), second)).isFalse();
        assertThat(ledger.order().mayGoOn(jump, second)).isFalse();

        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        assertThat(ledger.order().mustWait(jump, second)).isFalse();
    }

    @Test
    void shouldLetAJumpGoOnWhenTheOtherConnectionIsClosedOrSilentForASecond() {
        HeardConnection first = connection;
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        HeardConnection second = HeardConnection.dialed("10.0.0.1:5556");
        FrameReader jump = Frames.messages(EPOCH, "a", 1, 3, 1);

        pass(999_999_999);
        assertThat(ledger.order().mayGoOn(jump, second)).isFalse();
        pass(1);
        assertThat(ledger.order().mayGoOn(jump, second)).isTrue();
        ledger.accept(Frames.messages(EPOCH, "a", 1, 2, 1), first, now);
        assertThat(ledger.order().mayGoOn(jump, second)).isFalse();
        first.noteClosed();
        assertThat(ledger.order().mayGoOn(jump, second)).isTrue();
    }

    @Test
    void shouldCountNoDropForAPublisherThatWasTakenForReplaced() {
        Frames.echo(EPOCH).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 1, 1, 1_000));
        reconnect();
        accept(Frames.messages(OTHER, "a", 1, 1, 1)); // The proxy came back, and another one speaks first.

        accept(Frames.messages(EPOCH, "a", 1, 1_001, 1));
        accept(Frames.messages(EPOCH, "a", 1, 1_003, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 1_002, 1, false));
        assertThat(ledger.untracked()).isZero();
    }

    @Test
    void shouldForgetPublishersWhoseConnectionIsLostWhenTopicsRunOut() {
        for (int i = 0; i < 10; i++) {
            connection = HeardConnection.dialed("10.0.0.1:" + (6_000 + i));
            for (int number = 1; number <= MAX_TOPICS; number++) {
                accept(Frames.messages(100 + i, "p/" + number, number, 1, 1));
            }
            connection.noteClosed();
        }

        assertThat(ledger.untracked()).isZero();
        assertThat(ledger.dropped()).isZero();
    }

    @Test
    void shouldNotTakeAPublisherThatGetsAnotherOnesOldPortForItsRestart() {
        HeardConnection first = connection;
        Frames.echo(EPOCH).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        first.noteClosed();
        connection = HeardConnection.dialed("10.0.0.1:5556");
        Frames.echo(EPOCH, 1).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        ledger.accept(Frames.messages(OTHER, "a", 1, 1, 1), HeardConnection.dialed(first.address()), now);

        accept(Frames.messages(EPOCH, "a", 1, 4, 1));

        assertThat(ledger.restarts()).isZero();
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 3, 1, false));
    }

    @Test
    void shouldTrackOtherTopicsAfterAnEnd() {
        for (int number = 1; number <= MAX_TOPICS; number++) {
            accept(Frames.messages(EPOCH, "p/" + number, number, 1, 1));
        }
        accept(Frames.end(EPOCH));
        accept(Frames.end(EPOCH));

        for (int number = 1; number <= MAX_TOPICS + 1; number++) {
            accept(Frames.messages(OTHER, "p/" + number, number, 1, 1));
        }

        assertThat(ledger.untracked()).isEqualTo(1);
    }

    @Test
    void shouldNotLoseCountOfTopicsWhenAPublisherLivesOnAfterItsEnd() {
        SequenceLedger small = ledger(1);
        for (long epoch = 1; epoch <= LedgerStore.MOST_OF_ONE; epoch++) {
            small.accept(Frames.end(epoch), connection, now);
        }
        small.accept(Frames.messages(1, "a", 1, 1, 1), connection, now);
        small.accept(Frames.end(100_000), connection, now);
        small.accept(Frames.messages(1, "a", 1, 3, 1), connection, now);

        small.accept(Frames.end(1), connection, now);
        small.accept(Frames.messages(2_000, "a", 1, 1, 1), connection, now);

        assertThat(gaps).containsExactly(new Gap("a", 1, 2, 1, false));
        assertThat(small.untracked()).isZero();
    }

    @Test
    void shouldCountTheEndOfEachPublisherOnce() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.end(EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        accept(Frames.end(EPOCH));
        accept(Frames.end(EPOCH + 1));

        assertThat(ledger.ended()).isEqualTo(2);
        assertThat(ledger.dropped()).isZero();
    }
}
