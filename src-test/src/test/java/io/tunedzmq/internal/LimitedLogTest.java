package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

class LimitedLogTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private long nowNs = Long.MAX_VALUE - SECOND_NS; // The clock may overflow.
    private final Written written = new Written();
    private final LimitedLog log = new LimitedLog(written, 3, () -> nowNs);

    private static final class Written extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        private final transient List<String> lines = new ArrayList<>();
        private final transient List<Throwable> stacks = new ArrayList<>();
        private transient Error failure;

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String text, Object[] arguments, Throwable problem) {
            if (failure != null) {
                throw failure;
            }
            lines.add(level + " " + text);
            stacks.add(problem);
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }

    @Test
    void shouldPassAFewLinesAMinuteAndSayHowManyItLeftOut() {
        IntStream.rangeClosed(1, 100).forEach(i -> log.warn("frame {} is bad", i));
        nowNs += 61 * SECOND_NS;
        log.warn("frame {} is bad", 101);

        assertThat(written.lines)
                .containsExactly(
                        "WARN frame 1 is bad",
                        "WARN frame 2 is bad",
                        "WARN frame 3 is bad (further lines like this are counted for a minute and left out)",
                        "WARN frame 101 is bad (97 further lines like this since the last one)");
    }

    @Test
    void shouldLimitEachKindByItself() {
        IntStream.range(0, 10).forEach(i -> log.warn("one"));
        IntStream.range(0, 10).forEach(i -> log.error("other {} {}", i, i));

        assertThat(written.lines)
                .filteredOn(line -> line.startsWith("WARN one"))
                .hasSize(3);
        assertThat(written.lines)
                .filteredOn(line -> line.startsWith("ERROR other"))
                .hasSize(3);
    }

    @Test
    void shouldNotLimitWhatIsRare() {
        for (int i = 0; i < 20; i++) {
            log.debug("now and then {}", i);
            nowNs += 31 * SECOND_NS;
        }

        assertThat(written.lines).hasSize(20).noneMatch(line -> line.contains("left out"));
    }

    @Test
    void shouldBoundTheKindsThatItTellsApart() {
        for (int i = 0; i < 10_000; i++) {
            log.debugOf("kind " + i, "{}", i);
        }

        assertThat(written.lines).hasSizeLessThan(100);
    }

    @Test
    void shouldShowOneStackAMinute() {
        for (int i = 0; i < 10; i++) {
            log.warnOf(IllegalStateException.class, "{} failed", "io-1", new IllegalStateException("bad " + i));
        }

        assertThat(written.lines)
                .startsWith("WARN io-1 failed", "WARN io-1 failed: java.lang.IllegalStateException: bad 1")
                .hasSize(3);
        assertThat(written.stacks.get(0)).hasMessage("bad 0").hasStackTraceContaining("LimitedLogTest");
        assertThat(written.stacks.subList(1, 3)).containsOnlyNulls();
    }

    /** Whoever chooses a name, or what an exception says, must not write lines of its own. */
    @Test
    void shouldShowWhatIsNotPrintable() {
        String forged = "x\n12:00 ERROR all is lost\u001b[2J\u202e\u2028\ud800";
        String shown = "x\\u000a12:00 ERROR all is lost\\u001b[2J\\u202e\\u2028\\ud800";

        log.warn("called {}", forged);
        log.error("of {}", "us", new IllegalStateException(forged, new IllegalArgumentException(forged)));

        assertThat(written.lines).containsExactly("WARN called " + shown, "ERROR of us");
        assertThat(written.stacks.get(1).toString()).isEqualTo("java.lang.IllegalStateException: " + shown);
        assertThat(written.stacks.get(1).getCause().toString())
                .isEqualTo("java.lang.IllegalArgumentException: " + shown);
        assertThat(written.stacks.get(1)).hasStackTraceContaining("LimitedLogTest");
    }

    @Test
    void shouldCutWhatIsLong() {
        assertThat(Text.printable("é".repeat(20), 10)).isEqualTo("é".repeat(10) + "... (10 more)");
        log.warn("{}", "x".repeat(1_000_000));

        assertThat(written.lines.get(0)).hasSizeLessThan(1_100);
    }

    @Test
    void shouldThrowNothingAndTryAgainWhenThereIsNoMemory() {
        written.failure = new OutOfMemoryError("made up");
        for (int i = 0; i < 10; i++) {
            assertThatCode(() -> log.error("lost", new IllegalStateException())).doesNotThrowAnyException();
        }
        written.failure = null;

        log.error("lost", new IllegalStateException());

        assertThat(written.lines).containsExactly("ERROR lost");
    }
}
