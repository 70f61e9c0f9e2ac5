package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscriber that takes nothing is told of at both ends, or leaves. */
@Timeout(60)
class SlowEpisodesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MESSAGES = 10;

    private final TunedContext context = TunedContext.builder().build();
    private final Queue<SlowEpisode> atPublisher = new ConcurrentLinkedQueue<>();
    private final Queue<SlowEpisode> atSubscriber = new ConcurrentLinkedQueue<>();
    private final Publisher publisher = context.publisher()
            .bind("tcp://127.0.0.1:*")
            .beaconInterval(Duration.ofMillis(100))
            .slowAfter(Duration.ofMillis(500))
            .onSlowSubscriber(atPublisher::add)
            .open();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void shouldTellASlowEpisodeOnceAtBothEnds() {
        Subscriber subscriber = sleepy(SlowPolicy.tell(Duration.ofMillis(500)));
        Wait.until("it is slow at both ends", () -> !atPublisher.isEmpty() && !atSubscriber.isEmpty());

        for (int i = 0; i < MESSAGES; i++) {
            assertThat(subscriber.receive(SOON)).isNotNull();
        }
        Wait.until(
                "it is over at both ends",
                () -> subscriber.receive(Duration.ZERO) == null && atPublisher.size() == 2 && atSubscriber.size() == 2);

        for (Queue<SlowEpisode> episodes : List.of(atPublisher, atSubscriber)) {
            assertThat(episodes).extracting(SlowEpisode::over).containsExactly(false, true);
            assertThat(episodes).allSatisfy(episode -> {
                assertThat(episode.name()).isEqualTo("sleepy");
                assertThat(episode.subscriberId()).isEqualTo(subscriber.id());
                assertThat(episode.dropped()).isZero();
            });
        }
        assertThat(subscriber.stats().slowEpisodes()).isEqualTo(1);
    }

    @Test
    void shouldEndASlowEpisodeWithWhoeverCloses() {
        Subscriber subscriber = sleepy(SlowPolicy.tell(Duration.ofMillis(500)));
        Wait.until("it is slow at both ends", () -> !atPublisher.isEmpty() && !atSubscriber.isEmpty());

        publisher.close();
        subscriber.close();

        assertThat(atPublisher).extracting(SlowEpisode::over).containsExactly(false, true);
        assertThat(atSubscriber).extracting(SlowEpisode::over).containsExactly(false, true);
    }

    @Test
    void shouldDisconnectItselfWhenThePolicySaysSo() {
        Subscriber subscriber = sleepy(SlowPolicy.disconnect(Duration.ofMillis(200)));

        Wait.until("it is gone", () -> publisher.subscribers().stream().noneMatch(SubscriberReport::connected));

        assertThatThrownBy(() -> subscriber.receive(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SlowPolicy");
        // Until the application closes it, too, it would keep all that it holds.
        Wait.until("the context has forgotten it", () -> context.subscribers().isEmpty());
    }

    /** Its queue is full before the next mark, which then has no room: nobody else may be taken for the slow one. */
    @Test
    void shouldTellWhoKeepsAPublisherThatBlocksFromSending() throws Exception {
        Publisher blocking = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(SOON))
                .hwm(HwmPolicy.messages(10))
                .onSlowSubscriber(atPublisher::add)
                .open();
        Subscriber quick = open(blocking, "quick");
        Subscriber stuck = open(blocking, "stuck");
        Running<Void> receiving = Running.start("quick", () -> {
            while (!Thread.interrupted()) {
                quick.receive(Duration.ofMillis(100));
            }
            return null;
        });
        AtomicBoolean over = new AtomicBoolean();
        Running<PublishResult> publishing = Running.start("publishing", () -> {
            PublishResult result = PublishResult.ACCEPTED;
            while (!over.get() && result == PublishResult.ACCEPTED) {
                result = blocking.publish("prices", new byte[100_000]);
            }
            return result;
        });

        Wait.until("somebody is slow", () -> !atPublisher.isEmpty());
        SubscriberReport row = blocking.subscribers().stream()
                .filter(each -> each.name().equals("stuck"))
                .findFirst()
                .orElseThrow();
        assertThat(row.behind().orElseThrow()).as("%s", row).isPositive();
        assertThat(row.behindFor()).as("%s", row).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        over.set(true);
        while (!publishing.done()) { // Then there is room for the last one.
            stuck.receive(Duration.ofMillis(10));
        }
        publishing.result();
        assertThat(stuck.stats().received()).isPositive();
        receiving.thread().interrupt();
        receiving.result();

        assertThat(atPublisher).extracting(SlowEpisode::name).containsOnly("stuck");
    }

    private Subscriber open(Publisher of, String name) {
        Subscriber subscriber = context.subscriber()
                .connect(of.endpoint())
                .topic("prices")
                .name(name)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    /** Anybody can choose a name. */
    @Test
    void shouldShowANameOnOneLine() {
        SlowEpisode episode = new SlowEpisode(1, "a\nb\u001b", Instant.EPOCH, Duration.ZERO, 0, false);
        SubscriberReport report = new SubscriberReport(
                1,
                "a\nb",
                Optional.of("c\rd"),
                true,
                OptionalLong.empty(),
                0,
                0,
                OptionalLong.empty(),
                Duration.ZERO,
                OptionalLong.empty(),
                Duration.ZERO);

        assertThat(episode.toString()).contains("'a\\u000ab\\u001b'");
        assertThat(report.toString()).contains("'a\\u000ab' at c\\u000dd");
        assertThat(new Gap("t\n", 1, 1, 1, false).toString()).contains("'t\\u000a'");
    }

    /** For which messages wait that nobody takes. */
    private Subscriber sleepy(SlowPolicy policy) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .name("sleepy")
                .slow(policy)
                .onSlow(atSubscriber::add)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(publisher.publish("prices", new byte[100])).isEqualTo(PublishResult.ACCEPTED);
        }
        return subscriber;
    }
}
