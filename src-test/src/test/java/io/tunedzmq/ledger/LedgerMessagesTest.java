package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which messages of a frame are handed out, and which of them are in the books. */
class LedgerMessagesTest extends LedgerFixture {
    @Test
    void shouldHandOutOnlyTheRecordsThatAreNew() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 3));
        FrameReader overlapping = Frames.messages(EPOCH, "a", 1, 2, 4);

        AccountedMessages accepted = ledger.accept(overlapping, connection, now);

        assertThat(accepted).isNotNull();
        assertThat(accepted.messages()).isEqualTo(2);
        assertThat(accepted.next(overlapping)).isNotNull();
        assertThat(overlapping.recordSequence()).isEqualTo(4);
        assertThat(accepted.next(overlapping)).isNotNull();
        assertThat(accepted.next(overlapping)).isNull();
    }

    @Test
    void shouldAccountForEachTopicOfABundle() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "b", 2, 1, 2));
        FrameReader bundle = Frames.bundle(
                EPOCH,
                new Frames.One("b", 2, 2), // Came before.
                new Frames.One("a", 1, 4), // 2 and 3 are missing.
                new Frames.One("b", 2, 3),
                new Frames.One("x", 3, 1), // Nobody asked for it.
                new Frames.One("a", 1, 5));

        AccountedMessages accepted = ledger.accept(bundle, connection, now);

        assertThat(accepted).isNotNull();
        assertThat(accepted.messages()).isEqualTo(3);
        List<String> messages = new ArrayList<>();
        TopicLedger topic = accepted.next(bundle);
        while (topic != null) {
            messages.add(topic.topic() + bundle.recordSequence());
            topic = accepted.next(bundle);
        }
        assertThat(messages).containsExactly("a4", "b3", "a5");
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 2, false));
        assertThat(ledger.duplicates()).isEqualTo(1);
        assertThat(ledger.unwanted()).isEqualTo(1);
        accept(Frames.messages(EPOCH, "a", 1, 6, 1));
        accept(Frames.messages(EPOCH, "b", 2, 4, 1));
        assertThat(gaps).hasSize(1);
    }

    @Test
    void shouldHandOutNothingOfABundleThatCameBefore() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 2));

        AccountedMessages accepted = ledger.accept(
                Frames.bundle(EPOCH, new Frames.One("a", 1, 1), new Frames.One("a", 1, 2)), connection, now);

        assertThat(accepted).isNull();
        assertThat(ledger.duplicates()).isEqualTo(2);
    }

    @Test
    void shouldHandOutUnnumberedMessagesAsUntracked() {
        accept(Frames.unnumbered(EPOCH, "a", 3));
        accept(Frames.unnumbered(EPOCH, "a", 1));

        assertThat(handedOut).isEqualTo(4);
        assertThat(ledger.untracked()).isEqualTo(4);
        assertThat(ledger.duplicates()).isZero();
    }

    @Test
    void shouldNotTrackTopicsBeyondTheLimit() {
        accept(Frames.messages(EPOCH, "p/1", 1, 1, 1));
        accept(Frames.messages(EPOCH, "p/2", 2, 1, 1));
        accept(Frames.messages(OTHER, "p/1", 1, 1, 1));

        accept(Frames.messages(OTHER, "p/2", 2, 1, 2));
        accept(Frames.messages(OTHER, "p/2", 2, 9, 1));
        accept(Frames.messages(EPOCH, "p/1", 1, 3, 1));

        assertThat(handedOut).isEqualTo(7);
        assertThat(ledger.untracked()).isEqualTo(3);
        assertThat(gaps).containsExactly(new Gap("p/1", EPOCH, 2, 1, false));
    }
}
