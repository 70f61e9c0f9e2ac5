package io.tunedzmq.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When subscribers are asked for reports, by made-up subscribers and a made-up clock. */
class AudienceMarksTest {
    private static final long EPOCH = 1;
    private static final long SECOND_NS = 1_000_000_000;

    private final List<PublishedTopic> topics = List.of(topic("a", 1), topic("b", 2));
    private final RemoteSubscribers subscribers = new RemoteSubscribers(EPOCH, this::sent, () -> topics, () -> {});
    private final AudienceMarks marks = new AudienceMarks(new ControlFrames(EPOCH, () -> 0), SECOND_NS, subscribers);
    private long now = System.nanoTime() + SECOND_NS;

    @Test
    void shouldAskOnceAnInterval() {
        join(1, 100, "a");

        requireThreeMarksASecondApart();
    }

    private void requireThreeMarksASecondApart() {
        for (int number = 1; number <= 3; number++) {
            send(0, 1);
            FrameReader mark = mark();
            assertThat(mark.sequence()).isEqualTo(number);
            assertThat(mark.reportSeconds()).isEqualTo(1);
            later(1);
        }
    }

    /** 5 ms each: the reports of many must not cost the publisher more than those of few. */
    @Test
    void shouldAskManySubscribersMoreRarely() {
        join(1, 1_000, "a");
        report(1, 1_000);
        send(0, 1);
        FrameReader first = mark();
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.reportSeconds()).isEqualTo(5);

        for (int second = 1; second < 5; second++) {
            later(1);
            send(0, 1);
            assertThat(marks.isDue(now)).isTrue();
            assertThat(next()).as("all got messages since").isEmpty();
        }
        later(1);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(2);
    }

    /** Or a flood of strangers would make reports rare, and slow subscribers would go unseen. */
    @Test
    void shouldNotAskMoreRarelyForThoseWhoNeverReport() {
        join(1, 10_000, "a");

        requireThreeMarksASecondApart();
    }

    @Test
    void shouldGiveASignOfLifeToThoseWhoGotNothing() {
        join(1, 999, "a");
        join(1_000, 1, "b");
        report(1, 1_000);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);

        later(1);
        send(0, 1);
        assertThat(mark().sequence()).as("nothing new is asked").isEqualTo(1);

        later(1);
        send(0, 1);
        send(1, 1);
        assertThat(next()).isEmpty();
    }

    /** Whose filter is too large to be announced may want anything. */
    @Test
    void shouldGiveASignOfLifeWhereAFilterIsNotKnown() {
        join(1, 999, "a");
        report(1, 999);
        subscribers.heard(new ControlRequest.About(1_000, 1_000, ""), 0, now);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);

        later(1);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);
    }

    @Test
    void shouldAskAgainSoonWhenManyHaveLeft() {
        join(1, 10_000, "a");
        report(1, 10_000);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);

        for (long id = 2; id <= 10_000; id++) {
            subscribers.left(new ControlRequest.About(id, id, ""), 0, 0);
        }
        later(1);
        send(0, 1);
        assertThat(next()).isEmpty();
        later(1);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(2);
    }

    /** Its last report may have been lost with the connection, and it answers a number only once. */
    @Test
    void shouldAskAnewWhomItLostBeforeItAnswered() {
        join(1, 1, "a");
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);
        later(1);
        assertThat(mark().sequence()).as("nothing is new").isEqualTo(1);

        subscribers.left(new ControlRequest.About(1, 1, ""), 0, 0);
        subscribers.heard(new ControlRequest.About(1, 1, ""), 0, now);
        later(1);

        assertThat(mark().sequence()).isEqualTo(2);
    }

    /** A subscriber that was away must not look slow for what was asked meanwhile. */
    @Test
    void shouldNotHoldAgainstASubscriberWhatWasAskedWhileItWasAway() {
        join(1, 2, "a");
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);
        subscribers.left(new ControlRequest.About(1, 1, ""), 0, 0);
        for (int second = 0; second < 10; second++) {
            later(1);
            send(0, 1);
            mark();
        }

        subscribers.heard(new ControlRequest.About(1, 1, ""), 0, now);

        assertThat(behindFor(1)).isZero();
    }

    /**
     * A full queue has no room for a mark: whoever lacks something then is behind, but not before who has everything
     * could say so.
     */
    @Test
    void shouldTellWhoIsBehindWhileNoMarkCanBeSent() {
        joinAndProve(1);
        joinAndProve(2);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);
        marks.allSent(now);
        answer(1, 1, 1);
        answer(2, 1, 1);
        send(0, 5);
        later(1);

        marks.blocked(now);
        later(2);
        assertThat(List.of(behindFor(1), behindFor(2))).containsOnly(Duration.ZERO);
        answer(2, 6, 1);
        later(1);
        marks.blocked(now);

        assertThat(behindFor(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(behindFor(2)).isEqualTo(Duration.ZERO);
        assertThat(mark().sequence()).isEqualTo(2);
        assertThat(behindFor(1)).as("from here on the mark counts").isZero();
    }

    /** A proxy may have dropped the last messages together with what announced them. */
    @Test
    void shouldAnnounceAgainWhatWhoeverAnswersHasNotHeard() {
        joinAndProve(1);
        send(0, 5);
        assertThat(mark().count()).as("topics announced").isEqualTo(1);
        later(1);
        assertThat(marks.isDue(now)).isTrue();
        assertThat(mark().count()).as("nothing is new").isZero();

        answer(1, 2, 1);
        assertThat(subscribers.wantsMarkSoon()).isTrue();
        now += SECOND_NS / 10;
        assertThat(marks.isDue(now)).as("sooner than after the interval").isTrue();
        FrameReader again = mark();
        assertThat(again.sequence()).isEqualTo(2);
        assertThat(again.count()).isEqualTo(1);

        subscribers.heard(ControlRequest.Report.on(EPOCH, 1, 1, 2, 0, 3, 2, 1), 0, now);
        later(1);
        assertThat(marks.isDue(now)).isTrue();
        assertThat(mark().count()).as("all is accounted for").isZero();
        assertThat(subscribers.unbalanced()).isZero();
    }

    /** It answers three times that it lacks the same although it was announced each time. */
    @Test
    void shouldSayThatTheBooksDoNotBalanceWhereAnnouncingDoesNotHelp() {
        joinAndProve(1);
        send(0, 5);
        for (int number = 1; number <= 3; number++) {
            assertThat(mark().sequence()).isEqualTo(number);
            assertThat(subscribers.unbalanced()).isZero();
            answer(1, 2, number);
            later(1);
        }

        assertThat(subscribers.unbalanced()).isEqualTo(1);
        assertThat(mark().sequence()).as("nothing more is asked").isEqualTo(3);
    }

    private void joinAndProve(long id) {
        join((int) id, 1, "a");
        subscribers.echoed(new ControlRequest.Ready("", id, 1), 0, id, now);
        subscribers.heard(ControlRequest.Echoed.of(id, EPOCH, id), 0, now);
    }

    /** What waits behind a frame that finds no room cannot be answered. */
    @Test
    void shouldNotWaitForAnAnswerToAMarkThatWasNotSent() {
        join(1, 1, "a");
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);
        later(10);
        assertThat(behindFor(1)).isZero();

        marks.allSent(now);
        later(1);

        assertThat(behindFor(1)).isEqualTo(Duration.ofSeconds(1));
    }

    /** It quotes the echo of its first time here, which nobody remembers. */
    @Test
    void shouldBelieveASubscriberThatWasForgottenAndIsBack() {
        join(1, 1_100, "a");
        send(0, 5);
        for (long id = 1; id <= 1_100; id++) {
            subscribers.echoed(new ControlRequest.Ready("", id, 1), 0, id, now);
        }
        for (long id = 1; id <= 1_100; id++) {
            subscribers.left(new ControlRequest.About(id, id, ""), 0, 0);
        }
        assertThat(subscribers.rows(now, (answered, lacksSome) -> 0)).hasSize(1_024);

        join(1, 1, "a");
        subscribers.echoed(new ControlRequest.Ready("", 1, 2), 0, 2_000, now);
        subscribers.heard(ControlRequest.Echoed.of(1, EPOCH, 2_000), 0, now);
        assertThat(mark().sequence()).isEqualTo(1);
        subscribers.heard(ControlRequest.Report.on(EPOCH, 1, 1, 3, 0, 0, 1, 1), 0, now);

        assertThat(subscribers.ignored()).isZero();
        assertThat(subscribers.connected(1)).as("answered the mark").isEqualTo(1);
    }

    @Test
    void shouldAskAtOnceAndOncePerIntervalInAHurry() {
        join(1, 1_000, "a");
        report(1, 1_000);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(1);

        marks.hurry();
        now = System.nanoTime();
        assertThat(marks.isDue(now)).isTrue();
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(2);
        later(1);
        send(0, 1);
        assertThat(mark().sequence()).isEqualTo(3);
    }

    /** Many filters over many topics take more than one look; each must get its turn. */
    @Test
    void shouldKnowWhatWasSentToEveryFilterInTheEnd() {
        List<PublishedTopic> many = IntStream.rangeClosed(1, 50_000)
                .mapToObj(number -> topic("p/" + number, number))
                .toList();
        RemoteSubscribers all = new RemoteSubscribers(EPOCH, () -> 0, () -> many, () -> {});
        int filters = 20;
        for (int i = 1; i <= filters; i++) {
            all.heard(new ControlRequest.About(i, i, ""), 0, now);
            all.heard(new ControlRequest.Filter(i, new FilterPart(0, 1, false, "p/" + i)), 0, now);
        }

        for (int look = 0; look < 2 * filters; look++) {
            all.look();
            for (long id = 1; id <= filters; id++) {
                all.echoed(new ControlRequest.Ready("", id, 1), 0, look + 1, now);
            }
        }

        assertThat(all.rows(now, (answered, lacksSome) -> 0))
                .extracting(SubscriberReport::published)
                .allMatch(published -> published.isPresent());
    }

    private void join(int firstId, int count, String topic) {
        for (int id = firstId; id < firstId + count; id++) {
            subscribers.heard(new ControlRequest.About(id, id, ""), 0, now);
            subscribers.heard(new ControlRequest.Filter(id, new FilterPart(0, 1, true, topic)), 0, now);
        }
    }

    private void report(int firstId, int count) {
        for (int id = firstId; id < firstId + count; id++) {
            subscribers.heard(ControlRequest.Report.on(EPOCH, id, 0, 0, 0, 0, 0, 1), 0, now);
        }
    }

    private void answer(long id, long received, long mark) {
        subscribers.heard(ControlRequest.Report.on(EPOCH, id, id, received, 0, 0, mark, 1), 0, now);
    }

    private Duration behindFor(long id) {
        return subscribers.rows(now, (answered, lacksSome) -> marks.behindNs(answered, lacksSome, now)).stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .orElseThrow()
                .behindFor();
    }

    private void send(int topic, int messages) {
        topics.get(topic).sent(topics.get(topic).sent() + messages);
    }

    private long sent() {
        return topics.stream().mapToLong(PublishedTopic::sent).sum();
    }

    private void later(int seconds) {
        now += seconds * SECOND_NS;
    }

    private List<ByteBuffer> next() {
        return marks.next(topics, true, now);
    }

    /** The last frame, which has to be a mark. */
    private FrameReader mark() {
        List<ByteBuffer> frames = next();
        assertThat(frames).isNotEmpty();
        ByteBuffer last = frames.get(frames.size() - 1);
        byte[] bytes = new byte[last.remaining()];
        last.duplicate().get(bytes);
        FrameReader reader = new FrameReader();
        assertThat(reader.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
        assertThat(reader.kind()).isEqualTo(FrameKind.MARK);
        return reader;
    }

    private static PublishedTopic topic(String name, int number) {
        return new PublishedTopic(name, (name + "\0").getBytes(UTF_8), number);
    }
}
