package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A report is believed as far as it can be true, and compared with our own books. */
@Timeout(60)
class HeardReportsTest {
    private static final long KEY = 0x4E7;

    private final Crowd crowd = new Crowd();
    private final long echo = crowd.joinAndProve(7, 0x1D, KEY);

    /** What is said to be from before the echo is subtracted: so a liar's books balance whatever it claims. */
    @Test
    void shouldIgnoreAReportOfMoreThanWasEverPublished() {
        crowd.send(10, 1);

        long most = Long.MAX_VALUE;
        report(Crowd.EPOCH, echo, 0, most, most);
        report(Crowd.EPOCH, echo, 6, 5, 5);
        report(Crowd.EPOCH, 0, 9, 0, 9);
        assertThat(crowd.subscribers.dropped()).isZero();
        assertThat(crowd.subscribers.ignored()).isEqualTo(3);

        crowd.report(7, KEY, echo, 9, 1, 1);
        assertThat(crowd.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.unaccounted()).hasValue(0));
        assertThat(crowd.subscribers.dropped()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreAnAnswerToAMarkThatWasNotSent() {
        crowd.send(10, 1);

        crowd.report(7, KEY, echo, 10, 0, 2);

        assertThat(crowd.subscribers.ignored()).isEqualTo(1);
        assertThat(crowd.subscribers.reporting()).isZero();
    }

    /** All publishers hear it; it is nothing that should not be said. */
    @Test
    void shouldPassOverAReportAboutAnotherPublisher() {
        crowd.send(10, 1);

        report(Crowd.EPOCH + 1, echo, 10, 0, 0);

        assertThat(crowd.subscribers.ignored()).isZero();
        assertThat(crowd.subscribers.reporting()).isZero();
    }

    @Test
    void shouldWantAnotherMarkSoonWhenSomebodyLacksSomething() {
        crowd.send(10, 1);
        assertThat(crowd.subscribers.wantsMarkAgain()).isFalse();

        crowd.report(7, KEY, echo, 9, 0, 1);

        assertThat(crowd.subscribers.wantsMarkAgain()).isTrue();
        assertThat(crowd.subscribers.wantsMarkSoon()).isTrue();
        assertThat(crowd.subscribers.checks()).isZero();
    }

    @Test
    void shouldCountBooksThatDoNotBalanceOnceTheSameIsMissingThreeTimes() {
        for (int mark = 1; mark <= 3; mark++) {
            assertThat(crowd.subscribers.unbalanced()).isZero();
            crowd.send(10, mark);
            crowd.report(7, KEY, echo, 10 * mark - 1, 0, mark);
        }

        assertThat(crowd.subscribers.checks()).isEqualTo(1);
        assertThat(crowd.subscribers.unbalanced()).isEqualTo(1);
    }

    private void report(long epoch, long echoNumber, long received, long early, long dropped) {
        crowd.say(
                7,
                ControlTopics.report(ControlRequest.Report.on(epoch, KEY, echoNumber, received, early, dropped, 1, 1)));
    }
}
