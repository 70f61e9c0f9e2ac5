package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages share bundles, and that each gets where it is to go once and in order. */
class BundlingTest {
    private static final long EPOCH = 77;
    private static final int FRAME_LIMIT = 4_000;
    private static final int TOPICS = 40;

    private final BundleGroup group = new BundleGroup(1);
    private final Routes routes = new Routes();
    private final FrameGatherer gather = new FrameGatherer(EPOCH, FRAME_LIMIT, () -> Frames.TIME_NS, routes);
    private final List<PublishedTopic> topics = IntStream.rangeClosed(1, TOPICS)
            .mapToObj(i -> new PublishedTopic("t" + i, Topics.withNul("t" + i), i))
            .toList();
    private final Map<PublishedTopic, Long> published = new HashMap<>();

    /** As a test wants them. */
    private static final class Routes implements BundleRoutes {
        private final Map<PublishedTopic, BundleGroup[]> routes = new HashMap<>();
        private BundleGroup[] others = PLAIN;
        private long version = 1;

        void put(PublishedTopic topic, BundleGroup... route) {
            routes.put(topic, route);
            version++;
        }

        void putAll(BundleGroup... route) {
            routes.clear();
            others = route;
            version++;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public boolean reachAll(BundledTopics bundled, long subscriptions) {
            return true;
        }

        @Override
        public BundleGroup[] of(PublishedTopic topic) {
            return routes.getOrDefault(topic, others);
        }
    }

    private void publish(PublishedTopic topic) {
        byte[] payload = Long.toString(published.merge(topic, 1L, Long::sum)).getBytes(StandardCharsets.UTF_8);
        gather.add(topic, payload, 0, payload.length);
    }

    private void publishToAll() {
        topics.forEach(this::publish);
    }

    private List<SealedFrame> takeAll() {
        ArrayDeque<SealedFrame> frames = new ArrayDeque<>();
        gather.takeAll(frames);
        return new ArrayList<>(frames);
    }

    @Test
    void shouldBundleWhereFramesOfOneTopicHaveFewMessages() {
        routes.putAll(group);
        publishToAll();
        assertThat(takeAll()).hasSize(TOPICS);

        publishToAll();
        publishToAll();
        List<SealedFrame> frames = takeAll();

        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).messages()).isEqualTo(2 * TOPICS);
        BundledTopics bundled = frames.get(0).bundled();
        assertThat(bundled.count()).isEqualTo(TOPICS);
        assertThat(bundled.topic(3)).isSameAs(topics.get(3));
        assertThat(bundled.lastSequence(3)).isEqualTo(3);
    }

    @Test
    void shouldNotBundleForOthers() {
        for (int i = 0; i < 3; i++) {
            publishToAll();
            assertThat(takeAll()).hasSize(TOPICS).allMatch(frame -> frame.bundled() == null);
        }
    }

    @Test
    void shouldLeaveATopicThatFillsFramesByItselfInItsOwn() {
        startBundling();
        PublishedTopic busy = topics.get(0);
        for (int i = 0; i < 100; i++) {
            publish(busy);
        }
        assertThat(takeAll()).hasSize(1).allMatch(frame -> frame.bundled() != null);

        for (int i = 0; i < 100; i++) {
            publish(busy);
        }
        publish(topics.get(1));

        List<SealedFrame> frames = takeAll();
        assertThat(frames).hasSize(2);
        assertThat(frames.get(0).topic()).isSameAs(busy);
        assertThat(frames.get(1).bundled()).isNotNull();
    }

    @Test
    void shouldBundleNothingLarge() {
        startBundling();
        byte[] large = new byte[FRAME_LIMIT / 2];

        gather.add(topics.get(0), large, 0, large.length);

        assertThat(takeAll()).hasSize(1).allMatch(frame -> frame.bundled() == null);
    }

    @Test
    void shouldNotBundleWhatHasNoSequence() {
        startBundling();
        PublishedTopic unnumbered = new PublishedTopic("u", Topics.withNul("u"), 0);

        gather.add(unnumbered, new byte[1], 0, 1);

        assertThat(takeAll()).hasSize(1).allMatch(frame -> frame.bundled() == null);
    }

    @Test
    void shouldKeepToTheFrameLimit() {
        startBundling();
        for (int i = 0; i < 20; i++) {
            publishToAll();
        }

        List<SealedFrame> frames = takeAll();

        assertThat(frames).hasSize(2).allMatch(frame -> frame.content().remaining() <= FRAME_LIMIT);
    }

    @Test
    void shouldStopWhereABundleHasHardlyMoreThanOneTopic() {
        startBundling();
        for (int i = 0; i < 300; i++) {
            publish(topics.get(i % 2));
            takeAll();
        }

        publish(topics.get(0));

        assertThat(takeAll()).hasSize(1).allMatch(frame -> frame.bundled() == null);
    }

    @Test
    void shouldTakeABundleApart() {
        startBundling();
        publish(topics.get(0));
        publish(topics.get(1));
        publish(topics.get(0));
        SealedFrame bundle = takeAll().get(0);
        topics.get(1).sentToAll(2);

        List<SealedFrame> parts = bundle.bundled().apart(bundle.content());

        assertThat(parts).as("what was sent to all already is left out").hasSize(1);
        assertThat(parts.get(0).topic()).isSameAs(topics.get(0));
        assertThat(parts.get(0).lastSequence()).isEqualTo(3);
        FrameReader frame = Frames.open(parts.get(0).content());
        assertThat(frame.kind()).isEqualTo(FrameKind.DATA);
        assertThat(frame.sequence()).isEqualTo(2);
        assertThat(Frames.payloads(frame)).containsExactly("2", "3");
    }

    /** Whatever becomes of the routes, who is in a group gets each message of its topics once, and in order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepEveryTopicInOrderWhateverItsRoute(long seed) {
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        List<BundleGroup> groups = List.of(new BundleGroup(10), new BundleGroup(11), new BundleGroup(12));
        Map<BundleGroup, Map<String, Long>> got = new HashMap<>();
        groups.forEach(each -> got.put(each, new HashMap<>()));
        routes.putAll(groups.toArray(BundleRoutes.PLAIN));
        for (int step = 0; step < 20_000; step++) {
            publish(topics.get(random.nextInt(random.nextBoolean() ? TOPICS : 2)));
            if (random.nextInt(50) == 0) { // Everybody wants everything, so a route holds all groups or is plain.
                routes.put(
                        topics.get(random.nextInt(TOPICS)),
                        random.nextBoolean() ? BundleRoutes.PLAIN : groups.toArray(BundleRoutes.PLAIN));
            }
            if (random.nextInt(200) == 0) {
                deliver(takeAll(), got);
            }
        }
        deliver(takeAll(), got);

        for (Map<String, Long> each : got.values()) {
            published.forEach((topic, last) -> assertThat(each).containsEntry(topic.name(), last));
        }
    }

    /** Somebody else may subscribe between any two frames: the bundles from there on are taken apart for all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldLeaveNobodyOutWhereBundlesAreTakenApart(long seed) {
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        List<BundleGroup> groups = List.of(new BundleGroup(10), new BundleGroup(11), new BundleGroup(12));
        Map<BundleGroup, List<PublishedTopic>> wanted =
                Map.of(groups.get(0), topics, groups.get(1), topics.subList(0, 5), groups.get(2), topics.subList(3, 8));
        topics.forEach(topic -> routes.put(
                topic,
                groups.stream()
                        .filter(group -> wanted.get(group).contains(topic))
                        .toArray(BundleGroup[]::new)));
        Map<BundleGroup, Map<String, Long>> got = new HashMap<>();
        groups.forEach(each -> got.put(each, new HashMap<>()));
        for (int step = 0; step < 20_000; step++) {
            publish(topics.get(random.nextInt(random.nextBoolean() ? TOPICS : 8)));
            if (random.nextInt(200) == 0) {
                send(takeAll(), random, wanted, got);
            }
        }
        send(takeAll(), random, wanted, got);

        got.forEach((group, last) ->
                wanted.get(group).forEach(topic -> assertThat(last).containsEntry(topic.name(), published.get(topic))));
    }

    /** As the pump does. */
    private static void send(
            List<SealedFrame> frames,
            Random random,
            Map<BundleGroup, List<PublishedTopic>> wanted,
            Map<BundleGroup, Map<String, Long>> got) {
        ArrayDeque<SealedFrame> outbox = new ArrayDeque<>(frames);
        boolean somebodyCame = false;
        while (!outbox.isEmpty()) {
            somebodyCame |= random.nextInt(3) == 0;
            SealedFrame sealed = outbox.remove();
            BundledTopics bundled = sealed.bundled();
            if (bundled != null && (somebodyCame || bundled.areSentToAll())) {
                List<SealedFrame> parts = bundled.apart(sealed.content());
                for (int i = parts.size() - 1; i >= 0; i--) {
                    outbox.addFirst(parts.get(i));
                }
                continue;
            }
            if (bundled == null) {
                sealed.topic().sentToAll(sealed.lastSequence());
            }
            got.forEach((group, last) -> {
                boolean gets = bundled == null
                        ? wanted.get(group).contains(sealed.topic())
                        : bundled.group().equals(group);
                if (gets) {
                    takeNew(Frames.open(sealed.content()), last);
                }
            });
        }
    }

    /** Twice is nothing bad: who has it discards it. */
    private static void takeNew(FrameReader frame, Map<String, Long> last) {
        while (frame.next()) {
            String topic = topicOfRecord(frame);
            long before = last.getOrDefault(topic, 0L);
            assertThat(frame.recordSequence()).isLessThanOrEqualTo(before + 1);
            last.put(topic, Math.max(before, frame.recordSequence()));
        }
    }

    private static void deliver(List<SealedFrame> frames, Map<BundleGroup, Map<String, Long>> got) {
        for (SealedFrame sealed : frames) {
            FrameReader frame = Frames.open(sealed.content());
            got.forEach((group, last) -> {
                if (sealed.bundled() == null || frame.hasTopic(group.topicWithNul())) {
                    take(Frames.open(sealed.content()), last);
                }
            });
        }
    }

    private static void take(FrameReader frame, Map<String, Long> last) {
        while (frame.next()) {
            String topic = topicOfRecord(frame);
            long sequence = frame.recordSequence();
            assertThat(new String(frame.payload(), StandardCharsets.UTF_8)).isEqualTo(Long.toString(sequence));
            assertThat(last.getOrDefault(topic, 0L)).isEqualTo(sequence - 1);
            last.put(topic, sequence);
        }
    }

    private static String topicOfRecord(FrameReader frame) {
        return frame.kind() == FrameKind.BUNDLE
                ? frame.bundle().topic(frame.bundle().slot())
                : frame.topic();
    }

    private void startBundling() {
        routes.putAll(group);
        publishToAll();
        takeAll();
    }
}
