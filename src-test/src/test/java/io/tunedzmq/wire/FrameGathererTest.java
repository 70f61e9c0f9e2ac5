package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.audience.BundleGroups;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGathererTest {
    private static final long EPOCH = 77;
    private static final int FRAME_LIMIT = 100;

    private final FrameGatherer gather =
            new FrameGatherer(EPOCH, FRAME_LIMIT, () -> Frames.TIME_NS, new BundleGroups(true, 0x9E3779B97F4A7C15L));
    private final PublishedTopic a = topic("a", 1);
    private final PublishedTopic b = topic("b", 2);

    @Test
    void shouldGatherMessagesOfATopicIntoOneFrame() {
        add(a, "one");
        add(a, "two");
        add(a, "three");

        List<SealedFrame> taken = takeAll();

        assertThat(taken).hasSize(1);
        assertThat(taken.get(0).topic()).isSameAs(a);
        assertThat(taken.get(0).messages()).isEqualTo(3);
        assertThat(taken.get(0).lastSequence()).isEqualTo(3);
        FrameReader frame = Frames.open(taken.get(0).content());
        assertThat(frame.epoch()).isEqualTo(EPOCH);
        assertThat(frame.sequence()).isEqualTo(1);
        assertThat(frame.timeNs()).isEqualTo(Frames.TIME_NS);
        assertThat(frame.topicNumber()).isEqualTo(1);
        assertThat(Frames.payloads(frame)).containsExactly("one", "two", "three");
    }

    @Test
    void shouldNumberEachTopicOnItsOwn() {
        add(a, "a1");
        add(b, "b1");
        add(a, "a2");
        takeAll();
        add(b, "b2");
        add(b, "b3");

        SealedFrame frame = takeAll().get(0);

        assertThat(frame.topic()).isSameAs(b);
        assertThat(Frames.open(frame.content()).sequence()).isEqualTo(2);
        assertThat(frame.lastSequence()).isEqualTo(3);
    }

    @Test
    void shouldNotNumberATopicBeyondTheLimit() {
        PublishedTopic unnumbered = topic("u", 0);
        add(unnumbered, "x");
        add(unnumbered, "y");

        SealedFrame frame = takeAll().get(0);

        assertThat(frame.lastSequence()).isZero();
        assertThat(frame.messages()).isEqualTo(2);
        assertThat(Frames.open(frame.content()).sequence()).isZero();
        assertThat(Frames.open(frame.content()).topicNumber()).isZero();
    }

    @Test
    void shouldStartAFrameWhenTheRecordDoesNotFit() {
        add(a, "x".repeat(10));
        add(a, "y".repeat(10));

        boolean fullBefore = gather.full();
        add(a, "z".repeat(40));

        assertThat(fullBefore).isFalse();
        assertThat(gather.full()).isTrue();
        List<SealedFrame> taken = takeAll();
        assertThat(taken).extracting(SealedFrame::messages).containsExactly(2, 1);
        assertThat(taken).extracting(SealedFrame::lastSequence).containsExactly(2L, 3L);
    }

    @Test
    void shouldCallAFrameFullWhenAnotherSuchRecordWouldNotFit() {
        add(a, "x".repeat(20));
        boolean fullBefore = gather.full();
        add(a, "y".repeat(20));

        assertThat(fullBefore).isFalse();
        assertThat(gather.full()).isTrue();
        assertThat(takeAll()).extracting(SealedFrame::messages).containsExactly(2);
        assertThat(gather.full()).isFalse();
    }

    @Test
    void shouldFillAFrameUpToItsLimit() {
        int room = FRAME_LIMIT - FrameWriter.overhead(a.withNul()) - 2 * FrameWriter.recordBytes(0);
        add(a, "");
        add(a, "x".repeat(room));

        List<SealedFrame> taken = takeAll();

        assertThat(taken).hasSize(1);
        assertThat(taken.get(0).content().remaining()).isEqualTo(FRAME_LIMIT);
    }

    @Test
    void shouldSendARecordLargerThanTheLimitAlone() {
        add(a, "small");
        add(a, "L".repeat(1_000));
        add(a, "after");

        List<SealedFrame> taken = takeAll();

        assertThat(taken).extracting(SealedFrame::messages).containsExactly(1, 1, 1);
        assertThat(payloads(taken, a)).containsExactly("small", "L".repeat(1_000), "after");
    }

    @Test
    void shouldKeepTheOrderOfATopicWhenFramesWereSealedInBetween() {
        add(b, "b1");
        for (int i = 0; i < 50; i++) {
            add(a, "message " + i);
        }
        add(b, "b2");

        List<SealedFrame> taken = takeAll();

        assertThat(payloads(taken, a))
                .hasSize(50)
                .startsWith("message 0", "message 1")
                .endsWith("message 49");
        assertThat(payloads(taken, b)).containsExactly("b1", "b2");
        assertThat(taken.stream().mapToInt(SealedFrame::messages).sum()).isEqualTo(52);
    }

    /** Who looks up a topic beyond the limit gets an object of its own each time. */
    @Test
    void shouldKeepTheOrderOfATopicBeyondTheLimit() {
        PublishedTopic handle = topic("u", 0);
        String large = "L".repeat(1_000);
        List<String> added = List.of("1", "2", large, "3", "4", large, "5");
        for (int i = 0; i < added.size(); i++) {
            add(i % 2 == 0 ? topic("u", 0) : handle, added.get(i));
            add(topic("v", 0), "other");
        }

        assertThat(payloadsOf(takeAll(), "u")).isEqualTo(added);
        add(topic("u", 0), "6");
        add(handle, large);
        assertThat(payloadsOf(takeAll(), "u")).containsExactly("6", large);
    }

    @Test
    void shouldGatherMessagesOfATopicBeyondTheLimitIntoOneFrame() {
        add(topic("u", 0), "x");
        add(topic("u", 0), "y");

        assertThat(takeAll()).extracting(SealedFrame::messages).containsExactly(2);
    }

    @Test
    void shouldTakeEachMessageOnce() {
        add(a, "x".repeat(60));
        add(a, "y".repeat(60));
        takeAll();

        List<SealedFrame> again = takeAll();

        assertThat(again).isEmpty();
        assertThat(gather.messages()).isZero();
        assertThat(gather.bytes()).isZero();
        assertThat(gather.full()).isFalse();
    }

    @Test
    void shouldCountTheBytesThatWillBeSent() {
        add(a, "x".repeat(60));
        add(a, "y".repeat(60));
        add(b, "");

        long waiting = gather.bytes();

        assertThat(gather.messages()).isEqualTo(3);
        assertThat(takeAll().stream()
                        .mapToLong(frame -> frame.content().remaining())
                        .sum())
                .isEqualTo(waiting);
    }

    @Test
    void shouldBeFullWhenManyTopicsTogetherFillSeveralFrames() {
        add(a, "1");
        add(b, "2");
        add(topic("c", 3), "3");
        boolean fullWithAFewBytes = gather.full();
        for (int number = 4; gather.bytes() < 4 * FRAME_LIMIT; number++) {
            add(topic("topic " + number, number), "x");
        }

        assertThat(fullWithAFewBytes).isFalse();
        assertThat(gather.full()).isTrue();
    }

    @Test
    void shouldHaveRoomForAnyMessageWhenNothingWaits() {
        boolean roomBefore = gather.room(1_000, 10);
        add(a, "x");

        assertThat(roomBefore).isTrue();
        assertThat(gather.room(1_000, 1_000)).isFalse();
        assertThat(gather.room(1_000, gather.bytes() + FrameWriter.recordBytes(1_000)))
                .isTrue();
        assertThat(gather.room(1_001, gather.bytes() + FrameWriter.recordBytes(1_000)))
                .isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 20_261_127, 0x7a6d74})
    void shouldKeepOrderAndNumbersOfManyTopics(long seed) {
        Random random = new Random(seed);
        List<PublishedTopic> topics = new ArrayList<>();
        Map<PublishedTopic, List<String>> added = new HashMap<>();
        for (int number = 1; number <= 300; number++) {
            topics.add(topic("topic " + number, number));
        }
        List<SealedFrame> taken = new ArrayList<>();

        for (int i = 0; i < 20_000; i++) {
            PublishedTopic topic = topics.get((int) Math.abs(random.nextGaussian() * 60) % 300);
            String payload = i + "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 300 : 20));
            add(topic, payload);
            added.computeIfAbsent(topic, t -> new ArrayList<>()).add(payload);
            if (random.nextInt(500) == 0) {
                taken.addAll(takeAll());
            }
        }
        taken.addAll(takeAll());

        added.forEach((topic, payloads) -> {
            assertThat(payloads(taken, topic)).isEqualTo(payloads);
            assertThat(sequences(taken, topic)).isEqualTo(expectedFirsts(taken, topic));
        });
    }

    private void add(PublishedTopic topic, String payload) {
        byte[] bytes = Frames.bytes("not" + payload + "this");
        gather.add(topic, bytes, 3, bytes.length - 7);
    }

    private List<SealedFrame> takeAll() {
        ArrayDeque<SealedFrame> into = new ArrayDeque<>();
        gather.takeAll(into);
        return List.copyOf(into);
    }

    private static PublishedTopic topic(String name, int number) {
        return new PublishedTopic(name, Topics.withNul(name), number);
    }

    private static List<SealedFrame> of(List<SealedFrame> frames, PublishedTopic topic) {
        return frames.stream().filter(frame -> frame.topic() == topic).toList();
    }

    private static List<String> payloads(List<SealedFrame> frames, PublishedTopic topic) {
        return of(frames, topic).stream()
                .flatMap(frame -> Frames.payloads(Frames.open(frame.content())).stream())
                .toList();
    }

    private static List<String> payloadsOf(List<SealedFrame> frames, String topic) {
        return frames.stream()
                .map(frame -> Frames.open(frame.content()))
                .filter(frame -> frame.topic().equals(topic))
                .flatMap(frame -> Frames.payloads(frame).stream())
                .toList();
    }

    private static List<Long> sequences(List<SealedFrame> frames, PublishedTopic topic) {
        return of(frames, topic).stream()
                .map(frame -> Frames.open(frame.content()).sequence())
                .toList();
    }

    private static List<Long> expectedFirsts(List<SealedFrame> frames, PublishedTopic topic) {
        List<Long> firsts = new ArrayList<>();
        long next = 1;
        for (SealedFrame frame : of(frames, topic)) {
            firsts.add(next);
            next += frame.messages();
        }
        return firsts;
    }
}
