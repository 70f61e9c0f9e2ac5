package io.tunedzmq.examples.top;

import static io.tunedzmq.examples.top.Samples.context;
import static io.tunedzmq.examples.top.Samples.ioThread;
import static io.tunedzmq.examples.top.Samples.publisher;
import static io.tunedzmq.examples.top.Samples.subscriber;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot in lines. */
@Timeout(60)
class ScreenTest {
    private static final Snapshot FEED = Samples.between(
            List.of(
                    context(),
                    ioThread(0, 1, 1.0, 3),
                    ioThread(0, 2, 1.0, 0),
                    publisher(0, "trades", "a", 1_000_000, 10),
                    publisher(0, "quotes", "b", 0, 0),
                    subscriber(0, "book", 500, 40)),
            List.of(
                    context("ERROR PEER_TOO_SLOW (book): takes less than it is sent. Fix: take more"),
                    ioThread(1, 1, 1.5, 3),
                    ioThread(1, 2, 1.0, 0),
                    publisher(1, "trades", "a", 1_020_000, 25),
                    publisher(1, "quotes", "b", 150_000, 0),
                    subscriber(1, "book", 700, 47)));

    private static String shown(Snapshot snapshot, int columns, int rows, Sort sort) {
        return new Screen(columns, rows, sort)
                .lines(List.of(Line.plain("HEAD")), snapshot).stream()
                        .map(Line::text)
                        .collect(Collectors.joining("\n"));
    }

    @Test
    void shouldShowEverythingAt120Columns() {
        assertThat(shown(FEED, 120, Screen.UNLIMITED, Sort.RATE)).isEqualTo("""
                HEAD
                I/O threads 2 of 2 alive, foreign contexts 1, errors 0
                queued out 64.0 MiB of 256.0 MiB (25 %), in 0 B of 256.0 MiB (0 %), given up 0
                I/O THREAD      CPU                          CONNECTIONS  ALIVE
                tunedzmq-io-1  50 %  [||||||||||          ]            3    yes
                tunedzmq-io-2   0 %  [                    ]            0    yes
                PUBLISHER      RATE/s  DROPPED  +TOP  REFUSED  BEHIND     LAG         QUEUE  STALLS  STALLED  SUBS
                quotes         150.0k        0     0        0    1234  250 ms       3.0 MiB       7        -     3
                trades          20000       25    15        0    1234  250 ms  3.0 MiB FULL       7        -     3
                SUBSCRIBER     RATE/s  DROPPED  +TOP  GAPS    LAG  QUEUE  SLOW  CONN  READY
                book              200       47     7     2  1.5 s  512 B     1     1    yes
                OPEN FINDINGS
                ERROR PEER_TOO_SLOW (book): takes less than it is sent. Fix: take more
                """.stripTrailing());
    }

    @Test
    void shouldLeaveOutColumnsAt80() {
        assertThat(shown(FEED, 80, Screen.UNLIMITED, Sort.RATE)).isEqualTo("""
                HEAD
                I/O threads 2 of 2 alive, foreign contexts 1, errors 0
                queued out 64.0 MiB of 256.0 MiB (25 %), in 0 B of 256.0 MiB (0 %), given up 0
                I/O THREAD      CPU                          CONNECTIONS  ALIVE
                tunedzmq-io-1  50 %  [||||||||||          ]            3    yes
                tunedzmq-io-2   0 %  [                    ]            0    yes
                PUBLISHER      RATE/s  DROPPED  +TOP  BEHIND     LAG         QUEUE  STALLS
                quotes         150.0k        0     0    1234  250 ms       3.0 MiB       7
                trades          20000       25    15    1234  250 ms  3.0 MiB FULL       7
                SUBSCRIBER     RATE/s  DROPPED  +TOP  GAPS    LAG  QUEUE  SLOW  CONN  READY
                book              200       47     7     2  1.5 s  512 B     1     1    yes
                OPEN FINDINGS
                ERROR PEER_TOO_SLOW (book): takes less than it is sent. Fix: take more
                """.stripTrailing());
    }

    @Test
    void shouldKeepWhatMattersMostAt60Columns() {
        assertThat(shown(FEED, 60, Screen.UNLIMITED, Sort.RATE)).isEqualTo("""
                HEAD
                I/O threads 2 of 2 alive, foreign contexts 1, errors 0
                queued out 64.0 MiB (25 %), in 0 B (0 %), given up 0
                I/O THREAD      CPU                CONNECTIONS  ALIVE
                tunedzmq-io-1  50 %  [|||||     ]            3    yes
                tunedzmq-io-2   0 %  [          ]            0    yes
                PUBLISHER      RATE/s  DROPPED  +TOP  BEHIND         QUEUE
                quotes         150.0k        0     0    1234       3.0 MiB
                trades          20000       25    15    1234  3.0 MiB FULL
                SUBSCRIBER     RATE/s  DROPPED  +TOP    LAG  QUEUE  CONN
                book              200       47     7  1.5 s  512 B     1
                OPEN FINDINGS
                ERROR PEER_TOO_SLOW (book): takes less than it is sent. Fix:
                  take more
                """.stripTrailing());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 79, 80, 100, 120, 300})
    void shouldNeverBeWiderThanTheTerminal(int columns) {
        List<Reading> many = new ArrayList<>(List.of(context("x".repeat(500) + " " + "y z ".repeat(100))));
        many.add(publisher(1, "\u672c".repeat(60), "a", Long.MAX_VALUE, Long.MAX_VALUE));
        many.add(subscriber(1, "n".repeat(200), Long.MAX_VALUE, Long.MAX_VALUE));

        assertThat(new Screen(columns, Screen.UNLIMITED, Sort.RATE).lines(List.of(), Samples.between(many, many)))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Text.width(line.text())).isLessThanOrEqualTo(columns));
    }

    @Test
    void shouldSayHowManyRowsAreShownOfThoseThatThereAre() {
        List<Reading> many = new ArrayList<>(List.of(context()));
        IntStream.rangeClosed(1, 30).forEach(i -> many.add(subscriber(1, "s" + i, 0, i)));
        IntStream.rangeClosed(1, 3).forEach(i -> many.add(publisher(1, "p" + i, "a", 0, 0)));

        List<String> lines =
                shown(Samples.between(many, many), 80, 20, Sort.DROPPED).lines().toList();

        assertThat(lines).hasSize(20);
        assertThat(lines).anyMatch(line -> line.startsWith("PUBLISHER  "));
        assertThat(lines).anyMatch(line -> line.startsWith("SUBSCRIBER 12/30"));
        assertThat(lines.get(8)).startsWith("s30 ");
        assertThat(lines.get(19)).startsWith("s19 ");
    }

    @Test
    void shouldSortByEachColumn() {
        List<Reading> before = List.of(subscriber(0, "a", 0, 5), subscriber(0, "b", 0, 9));
        List<Reading> now = List.of(subscriber(1, "b", 10, 9), subscriber(1, "c", 500, 2), subscriber(1, "a", 20, 5));
        Snapshot snapshot = Samples.between(before, now);

        // Nobody knows yet what c does.
        assertThat(order(snapshot, Sort.RATE)).isEqualTo("abc");
        assertThat(order(snapshot, Sort.DROPPED)).isEqualTo("bac");
        assertThat(order(snapshot, Sort.LAG)).isEqualTo("abc");
        assertThat(order(snapshot, Sort.NAME)).isEqualTo("abc");
        assertThat(Sort.NAME.next()).isEqualTo(Sort.RATE);
    }

    private static String order(Snapshot snapshot, Sort sort) {
        return shown(snapshot, 80, Screen.UNLIMITED, sort)
                .lines()
                .skip(2)
                .map(line -> line.substring(0, 1))
                .collect(Collectors.joining());
    }

    @Test
    void shouldLetNoNameMoveTheCursor() {
        Reading evil = subscriber(1, "a\u001b[2Jb\nc\u009bd", 0, 0);

        assertThat(shown(Samples.between(List.of(), List.of(evil)), 80, Screen.UNLIMITED, Sort.RATE))
                .contains("a?[2Jb?c?d")
                .doesNotContain("\u001b", "\u009b");
    }

    @Test
    void shouldStandOutWhereMessagesAreLostNow() {
        assertThat(new Screen(80, Screen.UNLIMITED, Sort.NAME).lines(List.of(), FEED))
                .filteredOn(line -> line.tone() == Line.Tone.ALARM)
                .extracting(line -> line.text().substring(0, 4))
                .containsExactly("trad", "book");
    }

    @Test
    void shouldSayWhatIsWrong() {
        Reading two = Samples.degraded("subscriber 'book': it has no connection to tcp://a:1", "publisher: lost");
        assertThat(shown(Samples.between(List.of(), List.of(two)), 120, Screen.UNLIMITED, Sort.RATE))
                .contains("\nDEGRADED (1 of 2): subscriber 'book': it has no connection to tcp://a:1\n");

        Reading one = Samples.degraded("publisher: lost");
        assertThat(shown(Samples.between(List.of(), List.of(one)), 120, Screen.UNLIMITED, Sort.RATE))
                .contains("\nDEGRADED: publisher: lost\n");
    }

    @Test
    void shouldSayThatThereIsNoContextAnyMore() {
        assertThat(shown(Samples.between(List.of(context()), List.of()), 80, 20, Sort.RATE))
                .isEqualTo("HEAD\nno context of tunedzmq is open in the process at this moment");
    }
}
