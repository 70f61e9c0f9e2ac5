package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.ContextSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of subscriptions and answers, and what the rules make of it. */
final class SubscriptionRows {
    private SubscriptionRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row("slow joiner", none().publisher(publisher -> publisher.unheard = 3), Symptom.SLOW_JOINER),
                row("slow joiner, told in the window before", none().goesOn().publisher(publisher -> {
                    publisher.unheard = 3;
                    publisher.heardAgo = Duration.ofSeconds(30);
                })),
                row(
                        "given up for want of memory",
                        none().publisher(publisher -> publisher.givenUp = 500),
                        Symptom.MEMORY_BUDGET_TOO_LOW),
                row("late joiner", none().publisher(publisher -> {
                    publisher.unheard = 3;
                    publisher.untilHeard = Duration.ofMinutes(1);
                })),
                row(
                        "subscriptions said again a moment ago",
                        none().subscriber(subscriber -> subscriber.unheard = 3_000),
                        Symptom.SUBSCRIPTIONS_UNHEARD),
                row(
                        "subscriptions that a publisher still lacks",
                        none().subscriber(subscriber -> {
                            subscriber.unheard = 3_000;
                            subscriber.lacking = 1;
                            subscriber.unheardAgo = Duration.ofHours(1);
                        }),
                        Symptom.SUBSCRIPTIONS_UNHEARD),
                row(
                        "no answer to a subscriber of an exact topic",
                        none().length(Duration.ofSeconds(2)).subscriber(Shapes::unanswered),
                        Symptom.NO_ANSWER),
                row(
                        "a topic that nobody publishes, near to one that somebody does",
                        none().subscriber(subscriber -> {
                            subscriber.received = 0;
                            subscriber.misspelledTopic =
                                    Optional.of(new ContextSnapshot.MisspelledTopic("price", "prices"));
                        }),
                        Symptom.NO_SUCH_TOPIC),
                row(
                        "a connection over which nothing comes any more",
                        none().subscriber(subscriber -> subscriber.quiet = List.of(new ContextSnapshot.Quiet(
                                Optional.of("127.0.0.1:5555"), 2, Duration.ofSeconds(8), Duration.ofSeconds(5)))),
                        Symptom.PUBLISHER_SILENT),
                row(
                        "no answer, for too short a time",
                        none().length(Duration.ofMillis(1_900)).subscriber(Shapes::unanswered)),
                row(
                        "no answer to a prefix: whatever comes matches",
                        none().length(Duration.ofSeconds(2)).subscriber(subscriber -> {
                            Shapes.unanswered(subscriber);
                            subscriber.exactTopic = "";
                        })),
                row(
                        "no answer, but messages come",
                        none().length(Duration.ofSeconds(2)).subscriber(subscriber -> {
                            Shapes.unanswered(subscriber);
                            subscriber.received = 1;
                        })),
                row(
                        "no answer while a connection is away",
                        none().length(Duration.ofSeconds(2)).subscriber(subscriber -> {
                            Shapes.unanswered(subscriber);
                            subscriber.complete = 0.9;
                        })),
                row("subscriptions said again long ago", none().subscriber(subscriber -> {
                    subscriber.unheard = 3_000;
                    subscriber.unheardAgo = Duration.ofHours(1);
                })));
    }
}
