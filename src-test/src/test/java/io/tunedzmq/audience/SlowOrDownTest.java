package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.FilterPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is slow, and whose connection was down. A mark is sent each second; the threshold is two. */
class SlowOrDownTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long ANOTHER = Crowd.EPOCH + 1;

    private final Crowd crowd = new Crowd();
    private final AudienceMarks marks = new AudienceMarks(crowd.controls, SECOND_NS, crowd.subscribers);
    private final List<SlowEpisode> recorded = new ArrayList<>();
    private final List<SlowEpisode> told = new ArrayList<>();
    private final SlowAudienceWatch slow =
            new SlowAudienceWatch(crowd.subscribers, marks, Duration.ofSeconds(2), recorded::add, told::add);
    private long nowNs;
    private long echo;
    private long lastEcho = 1_000;

    @BeforeEach
    void join() {
        echo = crowd.joinAndProve(1, 1, 1);
        nowNs = System.nanoTime() + SECOND_NS;
        report(1, 0, 0, 0);
    }

    @Test
    void shouldCallSlowWhoIsThereAndOwesAnAnswer() {
        for (int second = 0; second < 4; second++) {
            sends(10);
            passes(500);
            sign(1);
            passes(500);
            sign(1);
        }

        assertThat(told).singleElement().satisfies(episode -> {
            assertThat(episode.over()).isFalse();
            assertThat(episode.dropped()).isZero();
        });
        assertThat(recorded).isEqualTo(told);
    }

    @Test
    void shouldNotCallSlowWhoIsNotHeard() {
        for (int second = 0; second < 10; second++) {
            sends(10);
            passes(1_000);
        }
        sign(1); // It was on the way for as long.
        passes(100);
        report(1, 100, 0, marks.last());
        passes(5_000);

        assertThat(told).isEmpty();
        assertThat(crowd.rows().get(0).behind()).hasValue(0);
    }

    /** All publishers hear what it says to one of them, and it says no sign meanwhile. */
    @Test
    void shouldCallSlowWhoSpeaksToAnotherPublisherAndOwesAnAnswer() {
        for (int second = 0; second < 4; second++) {
            sends(10);
            passes(500);
            crowd.subscribers.heard(ControlRequest.Report.on(ANOTHER, 1, 7, 1, 0, 0, 1, 1), 1, nowNs);
            passes(500);
            crowd.subscribers.heard(new ControlRequest.Ack(1, EchoSums.publisher(1, ANOTHER), second), 1, nowNs);
        }

        assertThat(told).singleElement().returns(false, SlowEpisode::over);
        assertThat(crowd.subscribers.ignored()).isZero();
    }

    /** Two words at once are one, and the first of them may have been on the way for long. */
    @Test
    void shouldNotCallSlowForWhatArrivesAtOnceInTheEnd() {
        sends(10);
        passes(50);
        sign(1);
        passes(3_000);
        sign(1);
        passes(50);
        sign(1);
        passes(100);

        assertThat(told).isEmpty();
    }

    @Test
    void shouldNotCallSlowForWhatWasLostWithAConnection() {
        sends(10);
        report(1, 10, 0, marks.last());
        crowd.subscribers.closed(1, nowNs);
        sends(100);
        passes(1_000);
        comesBackOver(2);
        report(2, 10, 100, marks.last());
        passes(100);

        assertThat(told).isEmpty();
        assertThat(crowd.subscribers.dropped()).isEqualTo(100);
        assertThat(crowd.rows().get(0).dropped()).isEqualTo(100);
    }

    /** Nothing of it can have been sent before it was back. */
    @Test
    void shouldCallSlowForWhatIsLostBeyond() {
        crowd.subscribers.closed(1, nowNs);
        sends(100);
        comesBackOver(2);
        sends(50);
        report(2, 0, 101, marks.last());
        passes(100);

        assertThat(told).extracting(SlowEpisode::dropped).containsExactly(1L);
    }

    @Test
    void shouldCallSlowForWhatIsLostOnceAllOfTheOutageIsAccountedFor() {
        crowd.subscribers.closed(1, nowNs);
        sends(100);
        comesBackOver(2);
        sends(10);
        report(2, 60, 50, marks.last());
        passes(100);
        assertThat(told).isEmpty();

        sends(10);
        report(2, 65, 55, marks.last());
        passes(100);

        assertThat(told).extracting(SlowEpisode::dropped).containsExactly(5L);
    }

    /** The connection stays, nothing passes, and the publisher's queue is full before it does again. */
    @Test
    void shouldNotCallSlowForWhatIsLostWhileNothingPasses() {
        sends(1_000);
        passes(1_000);
        passes(500);
        report(1, 300, 700, marks.last());
        passes(100);

        assertThat(told).isEmpty();
        assertThat(crowd.subscribers.dropped()).isEqualTo(700);
    }

    @Test
    void shouldCallSlowWhoLosesAndIsHeardAllTheTime() {
        sends(1_000);
        for (int i = 0; i < 3; i++) {
            passes(500);
            sign(1);
        }
        report(1, 300, 700, marks.last());
        passes(100);

        assertThat(told).extracting(SlowEpisode::dropped).containsExactly(700L);
    }

    /** The connection before has not ended yet. */
    @Test
    void shouldNotCallSlowWhoComesOverAnotherConnection() {
        sends(200);
        report(1, 100, 100, marks.last());
        passes(100);
        told.clear();
        sends(100);
        comesBackOver(2);
        crowd.subscribers.closed(1, nowNs);
        answersAnEchoOver(2);
        report(2, 100, 200, marks.last());
        passes(100);

        assertThat(told).filteredOn(episode -> !episode.over()).isEmpty();
    }

    private void comesBackOver(long connection) {
        crowd.subscribers.heard(new ControlRequest.About(1, 1, ""), connection, nowNs);
        crowd.say(connection, ControlTopics.filter(1, new FilterPart(0, 1, true, "prices")));
        answersAnEchoOver(connection);
    }

    private void answersAnEchoOver(long connection) {
        long another = ++lastEcho;
        crowd.subscribers.echoed(new ControlRequest.Ready("", 1, another), connection, another, nowNs);
        crowd.subscribers.heard(ControlRequest.Echoed.of(1, Crowd.EPOCH, another, echo), connection, nowNs);
    }

    private void sends(int messages) {
        crowd.topics.get(0).sent(crowd.topics.get(0).sent() + messages);
        marks.hurry(); // Whatever the time.
        assertThat(marks.next(crowd.topics, true, nowNs)).isNotNull();
        marks.allSent(nowNs);
    }

    private void passes(int millis) {
        for (int i = 0; i < millis; i += 50) {
            nowNs += 50_000_000;
            slow.look(nowNs);
        }
    }

    private void sign(long connection) {
        crowd.subscribers.heard(new ControlRequest.Sign(1), connection, nowNs);
    }

    private void report(long connection, long received, long dropped, long mark) {
        crowd.subscribers.heard(
                ControlRequest.Report.on(Crowd.EPOCH, 1, echo, received, 0, dropped, mark, 1), connection, nowNs);
    }
}
