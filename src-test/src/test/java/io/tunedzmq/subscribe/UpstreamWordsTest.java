package io.tunedzmq.subscribe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.internal.Sum64;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.InventoryTopic;
import io.tunedzmq.wire.TopicFilter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

class UpstreamWordsTest {
    private static final long ID = 7;
    private static final TopicFilter FILTER = new TopicFilter(Set.of("prices"), Set.of("orders."));

    @Test
    void shouldSayWhoItIsFirstThenWhatItWantsAndTheProofsLast() {
        UpstreamWords words = words(Set.of("prices"), Set.of("orders."));
        long key = words.key();

        assertThat(words.everything().stream().map(each -> new String(each, ISO_8859_1)))
                .containsExactly(
                        ControlTopics.about(ID, key, "book"),
                        ControlTopics.alive(key),
                        ControlTopics.filter(key, new FilterPart(0, 2, true, "prices")),
                        ControlTopics.filter(key, new FilterPart(1, 2, false, "orders.")),
                        "prices\0",
                        "orders.",
                        BundleRequest.topic(FILTER.group()) + '\0',
                        ControlTopics.END,
                        ControlTopics.LAST,
                        ControlTopics.proofs(ID).get(0),
                        ControlTopics.proofs(ID).get(1));
    }

    @Test
    void shouldAskForEverythingFirst() {
        UpstreamWords words = words(Set.of("prices"), Set.of("", "orders."));

        int introduction = words.inventory().size() - 1;
        assertThat(words.everything().get(introduction)).isEmpty();
        assertThat(words.everything()).areExactly(1, new Condition<>(each -> each.length == 0, "everything"));
    }

    @Test
    void shouldTellWhatSelectsFramesFromWhatItSaysOfItself() {
        UpstreamWords words = words(Set.of("prices"), Set.of("orders."));

        assertThat(words.everything().stream().map(UpstreamWords::selects))
                .containsExactly(false, false, false, false, true, true, true, true, true, true, true);
    }

    /** A publisher compares them with what has come. */
    @Test
    void shouldListTheSumsOfItsSubscriptionsBehindWhoItIs() {
        UpstreamWords words = words(Set.of("prices"), Set.of());
        List<byte[]> all = words.everything();

        List<byte[]> inventory = words.inventory();

        assertThat(inventory).hasSize(4);
        assertThat(inventory.subList(0, 3))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(all.subList(0, 3));
        assertThat(InventoryTopic.sums(upstream(inventory.get(3))))
                .containsExactly(
                        all.subList(3, all.size()).stream().mapToLong(Sum64::of).toArray());
    }

    /** Which form a publisher hears of tells what the proxies on the way have. */
    @Test
    void shouldListTheSumOfTheFormInWhichASubscriptionIsSaid() {
        UpstreamWords words = words(Set.of("prices"), Set.of());
        assertThat(words.change(0)).as("who it is").isNull();

        byte[] other = words.change(3);

        assertThat(other).asString(ISO_8859_1).isEqualTo("prices\0T");
        assertThat(words.everything().get(3)).isEqualTo(other);
        assertThat(InventoryTopic.sums(upstream(words.inventory().get(3)))).startsWith(Sum64.of(other));
    }

    @Test
    void shouldSayAmongWhatItHasThatItLostAConnection() {
        UpstreamWords words = words(Set.of("prices"), Set.of());
        List<byte[]> before = words.inventory();

        words.lost();
        words.lost();

        List<byte[]> inventory = words.inventory();
        assertThat(inventory).hasSize(before.size() + 1);
        assertThat(inventory.get(3)).asString(ISO_8859_1).isEqualTo(ControlTopics.lost(words.key(), 2));
    }

    /** They would not fit into the queue of a proxy. */
    @Test
    void shouldDoWithoutTheSumsWhereThereAreTooMany() {
        Set<String> many = IntStream.range(0, 25_000).mapToObj(i -> "t" + i).collect(Collectors.toSet());

        assertThat(words(many, Set.of()).inventory()).isEmpty();
        assertThat(words(Set.of(), Set.of("")).inventory()).isNotEmpty();
    }

    @Test
    void shouldSpeakWithAKeyOfItsOwn() {
        UpstreamWords one = words(Set.of("prices"), Set.of());
        UpstreamWords other = words(Set.of("prices"), Set.of());

        assertThat(one.key()).isNotEqualTo(other.key());
        assertThat(List.of(
                        read(one.ack(7, 3)),
                        read(one.echoed(7, 5, new long[] {3})),
                        read(one.sign()),
                        read(one.bye()),
                        read(one.from("10.0.0.7:4711"))))
                .containsExactly(
                        new ControlRequest.Ack(one.key(), EchoSums.publisher(one.key(), 7), 3),
                        ControlRequest.Echoed.of(one.key(), 7, 5, 3),
                        new ControlRequest.Sign(one.key()),
                        new ControlRequest.Bye(one.key()),
                        new ControlRequest.From(one.key(), "10.0.0.7:4711"));
    }

    private static ControlRequest read(String topic) {
        return ControlRequestReader.read(ControlTopics.bytes(topic), 0).orElseThrow();
    }

    private static byte[] upstream(byte[] topic) {
        return ('\1' + new String(topic, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static UpstreamWords words(Set<String> topics, Set<String> prefixes) {
        SubscriberSettings config = settings(topics, prefixes);
        return new UpstreamWords(ID, config, new TopicFilter(config.topics(), config.prefixes()));
    }

    static SubscriberSettings settings(Set<String> topics, Set<String> prefixes) {
        return new SubscriberSettings(
                List.of(new Endpoint(Endpoint.Side.CONNECT, "tcp://127.0.0.1:1")),
                topics,
                prefixes,
                HwmPolicy.messages(1_000),
                1_000,
                1_000,
                "book",
                SlowPolicy.tell(Duration.ofSeconds(5)),
                Duration.ofSeconds(5));
    }
}
