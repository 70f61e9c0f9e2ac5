package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted within the topics of publishers that stay. */
class SequenceLedgerTest extends LedgerFixture {
    /**
     * What happens to one topic, which is topic 1 of its publisher. 7 is a frame with message 7, 7+3 one with three
     * from 7 on, b9 a beacon with last sequence 9, e9 an echo with baseline 9, e an echo of a publisher without topics,
     * p a probe, r a reconnect to the same address, x the end.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # case                                  | frames                  | out | dropped | gaps | twice | over a reconnect
            in order                                | 1+2 3 4+3               | 6   | 0       | 0    | 0     | 0
            gap                                     | 1 4                     | 2   | 2       | 1    | 0     | 0
            gap of one                              | 1 3                     | 2   | 1       | 1    | 0     | 0
            two gaps                                | 1 3 6+2                 | 4   | 3       | 2    | 0     | 0
            late join                               | 100 101                 | 2   | 0       | 0    | 0     | 0
            late join within a batch                | 100+5 105               | 6   | 0       | 0    | 0     | 0
            the same frame again                    | 1+3 1+3                 | 3   | 0       | 0    | 3     | 0
            partly the same frame                   | 1+3 2+4                 | 5   | 0       | 0    | 2     | 0
            what counts as dropped comes late       | 1 5 2+2                 | 2   | 3       | 1    | 2     | 0
            a frame that begins late and ends new   | 1 5 4+3                 | 3   | 3       | 1    | 2     | 0
            beacon confirms                         | 1+2 b2 3                | 3   | 0       | 0    | 0     | 0
            beacon shows a lost tail                | 1+2 b5                  | 2   | 3       | 1    | 0     | 0
            beacon again shows nothing new          | 1 b3 b3 4               | 2   | 2       | 1    | 0     | 0
            beacon from before                      | 1+5 b3 6                | 6   | 0       | 0    | 0     | 0
            beacon before any message               | b5 6                    | 1   | 0       | 0    | 0     | 0
            gap behind a beacon                     | b5 8                    | 1   | 2       | 1    | 0     | 0
            beacon and echo without any message     | e5 b7                   | 0   | 2       | 1    | 0     | 0
            beacon of a topic born after the echo   | e b2                    | 0   | 2       | 1    | 0     | 0
            echo, then the next message             | e5 6                    | 1   | 0       | 0    | 0     | 0
            echo, then a later message              | e5 8                    | 1   | 2       | 1    | 0     | 0
            echo before the first message           | e0 1 2                  | 2   | 0       | 0    | 0     | 0
            first message lost after the echo       | e0 3                    | 1   | 2       | 1    | 0     | 0
            topic born after the echo               | e 1                     | 1   | 0       | 0    | 0     | 0
            first message lost of a new topic       | e 3                     | 1   | 2       | 1    | 0     | 0
            first message older than the baseline   | e5 4+2 6                | 3   | 0       | 0    | 0     | 0
            sent to others before the first echo    | 4 e6 7                  | 2   | 0       | 0    | 0     | 0
            lost before the second echo             | 4 e6 e8 9               | 2   | 2       | 1    | 0     | 0
            echo says what is known                 | 4 5 e5 6                | 3   | 0       | 0    | 0     | 0
            the first baseline wins                 | e5 e9 12                | 1   | 6       | 1    | 0     | 0
            probe between messages                  | 1 p 2                   | 2   | 0       | 0    | 0     | 0
            reconnect without loss                  | 1 r 2                   | 2   | 0       | 0    | 0     | 0
            reconnect with loss                     | 1 r 4                   | 2   | 2       | 1    | 0     | 1
            overflow after a reconnect              | 1 r 2 4                 | 3   | 1       | 1    | 0     | 0
            echo after a reconnect shows loss       | 1 r e4 5                | 2   | 3       | 1    | 0     | 1
            beacon after a reconnect shows loss     | 1 r b3                  | 1   | 2       | 1    | 0     | 1
            repeated frame after a reconnect        | 1+2 r 2+2               | 3   | 0       | 0    | 1     | 0
            nothing heard before the reconnect      | e5 r e9 10              | 1   | 4       | 1    | 0     | 1
            topic born during the outage            | e r e4 5                | 1   | 4       | 1    | 0     | 1
            end                                     | 1+3 x                   | 3   | 0       | 0    | 0     | 0
            lives on after an end                   | e 1+2 x 9               | 3   | 6       | 1    | 0     | 0
            baseline below 0                        | e-5 1                   | 1   | 0       | 0    | 0     | 0
            baseline without a successor            | e9223372036854775807 5  | 1   | 0       | 0    | 0     | 0
            beacon with the last of all sequences   | 1 b9223372036854775806 3 | 2  | 1       | 1    | 0     | 0
            """)
    void shouldAccountForEveryFrame(
            String name, String frames, int out, long dropped, long gapCount, long duplicates, long overReconnect) {
        for (String frame : frames.split(" ", -1)) {
            play(frame);
        }

        assertThat(handedOut).as("handed out").isEqualTo(out);
        assertThat(ledger.dropped()).as("dropped").isEqualTo(dropped);
        assertThat(ledger.gaps()).as("gaps").isEqualTo(gapCount);
        assertThat(ledger.duplicates()).as("duplicates").isEqualTo(duplicates);
        assertThat(gaps.stream().filter(Gap::afterReconnect).count())
                .as("gaps over a reconnect")
                .isEqualTo(overReconnect);
        assertThat(ledger.restarts()).as("restarts").isZero();
        assertThat(ledger.untracked()).as("untracked").isZero();
    }

    @Test
    void shouldReportGapWhenSequenceSkips() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "a", 1, 4, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 2, false));
    }

    @Test
    void shouldPutABundleAsideThatLeavesOutWhatTheOldConnectionMayBring() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "b", 2, 1, 1));
        HeardConnection other = HeardConnection.dialed("10.0.0.8:1");

        assertThat(ledger.order()
                        .mustWait(Frames.bundle(EPOCH, new Frames.One("a", 1, 2), new Frames.One("b", 2, 2)), other))
                .isFalse();
        assertThat(ledger.order()
                        .mustWait(Frames.bundle(EPOCH, new Frames.One("a", 1, 2), new Frames.One("b", 2, 3)), other))
                .isTrue();
    }

    @Test
    void shouldCountEachTopicOnItsOwn() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "b", 2, 9, 1));
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        accept(Frames.messages(EPOCH, "b", 2, 11, 1));

        assertThat(gaps).containsExactly(new Gap("b", EPOCH, 10, 1, false));
    }

    @Test
    void shouldUseTheBaselineOfEachTopic() {
        Frames.echo(EPOCH, 3, 7).forEach(this::accept);
        accept(Frames.messages(EPOCH, "b", 2, 9, 1));
        accept(Frames.messages(EPOCH, "a", 1, 4, 1));
        accept(Frames.messages(EPOCH, "c", 3, 2, 1));

        assertThat(gaps).containsExactly(new Gap("b", EPOCH, 8, 1, false), new Gap("c", EPOCH, 1, 1, false));
    }

    @Test
    void shouldPutTogetherABaselineOfSeveralFrames() {
        long[] sent = new long[16_001];
        sent[8_000] = 5;
        sent[16_000] = 6;
        Frames.echo(EPOCH, sent).forEach(this::accept);

        accept(Frames.messages(EPOCH, "a", 8_001, 7, 1));
        accept(Frames.messages(EPOCH, "b", 16_001, 8, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 6, 1, false), new Gap("b", EPOCH, 7, 1, false));
    }

    @Test
    void shouldStartAtTheFirstMessageWhereAPartOfTheBaselineWasLost() {
        List<FrameReader> frames = Frames.echo(EPOCH, new long[16_001]);
        accept(frames.get(0));
        accept(frames.get(2));

        accept(Frames.messages(EPOCH, "a", 8_000, 3, 1));
        accept(Frames.messages(EPOCH, "b", 16_001, 3, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 1, 2, false));
    }

    @Test
    void shouldShowLossOfEveryKnownTopicWhenTheEchoComesAgain() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "b", 2, 1, 1));
        reconnect();

        Frames.echo(EPOCH, 4, 2).forEach(this::accept);

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 3, true), new Gap("b", EPOCH, 2, 1, true));
        assertThat(ledger.reconnects()).isEqualTo(1);
    }

    @Test
    void shouldBoundTheBaselineByWhatWasAnnounced() {
        long[] lie = new long[100];
        FrameReader frame = Frames.baseline(EPOCH, 3, lie);

        accept(frame);
        Frames.echo(EPOCH, 5, 5, 5).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 3, 7, 1));

        assertThat(ledger.dropped()).isEqualTo(6);
    }

    @Test
    void shouldCountLostTailsByADigest() {
        Frames.echo(EPOCH).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 1, 1, 2));

        accept(Frames.digest(EPOCH, "a", 5, "b", 3, "zz", 9));
        accept(Frames.digest(EPOCH, "a", 5, "b", 3, "zz", 9));
        accept(Frames.messages(EPOCH, "b", 2, 4, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 3, 3, false), new Gap("b", EPOCH, 1, 3, false));
        assertThat(handedOut).isEqualTo(3);
    }

    @Test
    void shouldNotBelieveADigestThatGivesTheNumberToAnotherTopic() {
        Frames.echo(EPOCH).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 1, 1, 2));

        accept(Frames.digestOf(EPOCH, "b", 500));
        accept(Frames.digestOf(EPOCH, "ab", 500));
        accept(Frames.messages(EPOCH, "a", 1, 3, 1));

        assertThat(ledger.dropped()).isZero();
        assertThat(handedOut).isEqualTo(3);
    }

    @Test
    void shouldNotCountWhatTheFilterDoesNotWant() {
        accept(Frames.messages(EPOCH, "ab", 1, 1, 1));
        accept(Frames.messages(EPOCH, "ab", 1, 5, 1));
        accept(Frames.beacon(EPOCH, "ab", 1, 9));
        accept(Frames.unnumbered(EPOCH, "cd", 1));

        assertThat(handedOut).isZero();
        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.untracked()).isZero();
    }

    @Test
    void shouldCountAPrefixOfTheFilter() {
        accept(Frames.messages(EPOCH, "p/1", 1, 1, 1));
        accept(Frames.messages(EPOCH, "p/1", 1, 3, 1));

        assertThat(gaps).containsExactly(new Gap("p/1", EPOCH, 2, 1, false));
    }

    @Test
    void shouldNotBelieveATopicNumberThatBelongsToAnotherTopic() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));

        accept(Frames.messages(EPOCH, "b", 1, 9, 1));
        accept(Frames.beacon(EPOCH, "b", 1, 20));
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));

        assertThat(handedOut).isEqualTo(3);
        assertThat(ledger.untracked()).isEqualTo(1);
        assertThat(ledger.dropped()).isZero();
    }

    private void play(String frame) {
        String number = frame.substring(1);
        switch (frame.charAt(0)) {
            case 'b' -> accept(Frames.beacon(EPOCH, "a", 1, Long.parseLong(number)));
            case 'e' ->
                Frames.echo(EPOCH, number.isEmpty() ? new long[0] : new long[] {Long.parseLong(number)})
                        .forEach(this::accept);
            case 'p' -> accept(Frames.probe(EPOCH, "a"));
            case 'r' -> reconnect();
            case 'x' -> accept(Frames.end(EPOCH));
            default -> {
                String[] firstAndCount = (frame + "+1").split("\\+", -1);
                accept(Frames.messages(
                        EPOCH, "a", 1, Long.parseLong(firstAndCount[0]), Integer.parseInt(firstAndCount[1])));
            }
        }
    }
}
