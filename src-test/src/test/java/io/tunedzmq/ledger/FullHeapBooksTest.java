package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.TopicFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The heap is full between any two steps of the accounting: the books stay whole. What was not handed out was not
 * counted, or is a gap for the next message, once.
 */
@Timeout(120)
class FullHeapBooksTest {
    /** The serial collector gives each byte out again. */
    private static final List<String> SMALL_HEAP = List.of("-Xmx8m", "-XX:+UseSerialGC");

    private static final long EPOCH = 7; // Boxed without memory.
    private static final long NOW_NS = -5_000_000_000L;
    private static final int COUNT = 3;
    private static final int STEP = 8;
    private static final int MOST_SLACK = 200;

    @ParameterizedTest
    @ValueSource(strings = {"NEXT", "GAP", "BUNDLE", "UNNUMBERED"})
    void shouldKeepTheBooksWholeWhereverAnAllocationFails(String kind) throws Exception {
        try (JavaProcess process = JavaProcess.startWith(SMALL_HEAP, FullHeapBooksTest.class, kind)) {
            String[] failed = process.line().split(" ", -1);
            String[] books = process.line().split(" ", -1);
            String[] truth = process.line().split(" ", -1);

            assertThat(Integer.parseInt(failed[0])).as("some failed").isPositive();
            assertThat(Integer.parseInt(failed[1])).as("some did not").isPositive();
            assertThat(books).as("handed out, dropped, told as gaps").isEqualTo(truth);
        }
    }

    private enum Kind {
        /** The next messages of a topic. */
        NEXT(1),
        /** Messages of a topic behind a gap. */
        GAP(1 + COUNT),
        /** As above, in a bundle. */
        BUNDLE(1 + COUNT),
        /** Messages without numbers. */
        UNNUMBERED(1);

        private final int ahead;

        Kind(int ahead) {
            this.ahead = ahead;
        }

        FrameReader frame(int first) {
            return switch (this) {
                case NEXT, GAP -> Frames.messages(EPOCH, "a", 1, first, COUNT);
                case BUNDLE ->
                    Frames.bundle(
                            EPOCH,
                            new Frames.One("a", 1, first),
                            new Frames.One("a", 1, first + 1),
                            new Frames.One("a", 1, first + 2));
                case UNNUMBERED -> Frames.unnumbered(EPOCH, "a", COUNT);
            };
        }
    }

    /** What fills the heap; the first one is let go of, so that some bytes are free. */
    private static final Object[] HELD = new Object[1 << 17];

    private static long told;
    private static long handedOut;

    /** Prints how often it failed and how often not; what the books say; and what they should say. */
    public static void main(String[] args) {
        Kind kind = Kind.valueOf(args[0]);
        SequenceLedger ledger =
                new SequenceLedger(new TopicFilter(Set.of("a"), Set.of()), 10, gap -> told += gap.count(), end -> {});
        HeardConnection connection = HeardConnection.dialed("10.0.0.1:5555");
        int sent = 0;
        int failed = 0;
        int tries = 0;
        for (int bytes = 0; bytes <= MOST_SLACK; bytes += STEP) {
            FrameReader before = kind.frame(sent + 1);
            FrameReader frame = kind.frame(sent + COUNT + kind.ahead);
            sent += COUNT + kind.ahead - 1 + COUNT;
            take(ledger, before, connection);
            fill(bytes);
            try {
                HELD[0] = null;
                take(ledger, frame, connection);
            } catch (OutOfMemoryError e) {
                failed++;
            }
            Arrays.fill(HELD, null);
            tries++;
        }
        take(ledger, kind.frame(sent + 1), connection);
        sent += COUNT;

        System.out.println(failed + " " + (tries - failed));
        List<Long> books = kind == Kind.UNNUMBERED
                ? List.of(ledger.untracked(), 0L, 0L)
                : List.of(handedOut, ledger.dropped(), told);
        List<Long> truth = kind == Kind.UNNUMBERED
                ? List.of(handedOut, 0L, 0L)
                : List.of(handedOut, sent - handedOut, sent - handedOut);
        print(books);
        print(truth);
    }

    private static void print(List<Long> numbers) {
        System.out.println(numbers.get(0) + " " + numbers.get(1) + " " + numbers.get(2));
    }

    private static void take(SequenceLedger ledger, FrameReader frame, HeardConnection connection) {
        AccountedMessages accepted = ledger.accept(frame, connection, NOW_NS);
        if (accepted != null) {
            handedOut += accepted.messages();
        }
    }

    /** Fills the heap up, but for so many bytes. */
    private static void fill(int bytes) {
        HELD[0] = bytes == 0 ? null : new byte[bytes];
        int held = 1;
        int size = 1 << 20;
        while (held < HELD.length) {
            try {
                HELD[held] = size == 0 ? new Object() : new byte[size];
                held++;
            } catch (OutOfMemoryError e) {
                if (size == 0) {
                    return;
                }
                size /= 4;
            }
        }
    }
}
