package io.tunedzmq.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.WireVectors.Valid;
import io.tunedzmq.wire.WireVectors.Wrong;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library and {@code docs/wire-vectors.txt} agree on every byte. */
class WireVectorsTest {

    static List<Valid> valid() {
        return WireVectors.valid();
    }

    static List<Wrong> wrong() {
        return WireVectors.wrong();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldWriteExactlyTheseBytes(Valid vector) {
        FrameWriter frame = new FrameWriter(vector.topicWithNul(), 0);
        vector.records().forEach(frame::append);

        ByteBuffer sealed =
                frame.seal(vector.kind(), vector.epoch(), vector.sequence(), vector.timeNs(), vector.number());

        assertThat(Frames.array(sealed)).asHexString().isEqualTo(hex(vector));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldReadEveryFieldBack(Valid vector) {
        FrameReader reader = new FrameReader();

        FrameReader.Format format = reader.open(vector.frame());

        assertThat(format).isEqualTo(FrameReader.Format.TAGGED);
        assertThat(reader.hasTopic(vector.topicWithNul())).isTrue();
        assertThat(reader.kind()).isEqualTo(vector.kind());
        assertThat(reader.epoch()).isEqualTo(vector.epoch());
        assertThat(reader.sequence()).isEqualTo(vector.sequence());
        assertThat(reader.timeNs()).isEqualTo(vector.timeNs());
        assertThat(reader.topicNumber()).isEqualTo(vector.number());
        assertThat(records(reader)).containsExactlyElementsOf(vector.records());
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void shouldNotAcceptWhatIsWrong(Wrong vector) {
        FrameReader reader = new FrameReader();

        FrameReader.Format format = reader.open(vector.frame());

        assertThat(format).isEqualTo(vector.expected());
    }

    @Test
    void shouldWriteTheBeaconOfTheVectors() {
        Valid vector = WireVectors.named("beacon");
        PublishedTopic topic = new PublishedTopic(vector.topic(), vector.topicWithNul(), vector.number());
        topic.sent(vector.sequence());

        ByteBuffer frame = of(vector).beacon(topic, topic.sent());

        assertThat(Frames.array(frame)).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldWriteTheDigestOfTheVectors() {
        Valid vector = WireVectors.named("digest of two topics");
        PublishedTopic prices = new PublishedTopic("prices", Topics.withNul("prices"), 1);
        prices.sent(10);
        PublishedTopic orders = new PublishedTopic("orders", Topics.withNul("orders"), 2);
        orders.sent(1);

        ByteBuffer frame = of(vector).digest(List.of(prices, orders)).get(0);

        assertThat(Frames.array(frame)).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldPackTheLastSequencesOfTopics() {
        List<PublishedTopic> topics = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            topics.add(new PublishedTopic("topic-" + i, Topics.withNul("topic-" + i), i));
        }

        ControlFrames controls = new ControlFrames(1, () -> 2);
        List<ByteBuffer> few = controls.lastSequences(topics.subList(0, 1));
        List<ByteBuffer> many = controls.lastSequences(topics);

        assertThat(few).extracting(frame -> Frames.open(frame).kind()).containsOnly(FrameKind.DIGEST);
        assertThat(many).extracting(frame -> Frames.open(frame).kind()).containsOnly(FrameKind.DIGEST);
        assertThat(many.stream().mapToInt(frame -> Frames.open(frame).count()).sum())
                .isEqualTo(5_000);
        assertThat(many).hasSizeLessThan(5).allMatch(frame -> frame.remaining() <= 61_000);
    }

    @Test
    void shouldWriteAndReadTheBundleOfTheVectors() {
        Valid vector = WireVectors.named("bundle of two topics");
        BundleGroup group = new BundleGroup(0xdcba987654321042L);
        PublishedTopic prices = Frames.bundled("prices", 1, group);
        PublishedTopic orders = Frames.bundled("orders", 2, group);
        BundleWriter bundle = Frames.begun(group);
        Frames.append(bundle, prices, 10, "a");
        Frames.append(bundle, orders, 1, "b");
        Frames.append(bundle, prices, 11, "c");

        SealedFrame frame = bundle.seal(vector.epoch(), vector.timeNs(), ByteBuffer.allocate(0));

        assertThat(Frames.array(frame.content())).asHexString().isEqualTo(hex(vector));
        FrameReader reader = Frames.open(frame.content());
        List<String> messages = new ArrayList<>();
        while (reader.next()) {
            messages.add(reader.bundle().topic(reader.bundle().slot())
                    + ' '
                    + reader.recordSequence()
                    + ' '
                    + new String(reader.payload(), UTF_8));
        }
        assertThat(messages).containsExactly("prices 10 a", "orders 1 b", "prices 11 c");
    }

    @Test
    void shouldWriteTheProbeOfTheVectors() {
        Valid vector = WireVectors.named("probe");

        ByteBuffer frame = of(vector).probe(vector.topicWithNul(), vector.sequence());

        assertThat(Frames.array(frame)).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldWriteTheMarkOfTheVectors() {
        Valid vector = WireVectors.named("mark");

        ByteBuffer frame =
                of(vector).mark(List.of(), vector.sequence(), vector.number()).get(0);

        assertThat(Frames.array(frame)).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldWriteTheEndOfTheVectors() {
        Valid vector = WireVectors.named("end");

        ByteBuffer frame = of(vector).end(vector.sequence());

        assertThat(Frames.array(frame)).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldWriteTheEchoOfTheVectors() {
        Valid vector = WireVectors.named("echo with a baseline of two topics");
        String ready = ControlTopics.ready(0xfedcba9876543210L, 1);

        List<ByteBuffer> frames = of(vector).echo(ready, vector.sequence(), new long[] {10, 1});

        assertThat(frames).hasSize(1);
        assertThat(Frames.array(frames.get(0))).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldWriteTheEchoOfAPublisherWithoutTopics() {
        Valid vector = WireVectors.named("echo of a publisher without topics");
        String ready = ControlTopics.ready(0xfedcba9876543210L, 1);

        List<ByteBuffer> frames = of(vector).echo(ready, vector.sequence(), new long[0]);

        assertThat(frames).hasSize(1);
        assertThat(Frames.array(frames.get(0))).asHexString().isEqualTo(hex(vector));
    }

    @Test
    void shouldSplitALargeBaselineAndEndItWithTheEcho() {
        long[] sent = new long[16_001];
        sent[8_000] = 7;
        sent[16_000] = 9;

        List<FrameReader> frames = Frames.echo(1, sent);

        assertThat(frames)
                .extracting(FrameReader::kind)
                .containsExactly(FrameKind.BASELINE, FrameKind.BASELINE, FrameKind.ECHO);
        assertThat(frames).extracting(FrameReader::topicNumber).containsOnly(16_001);
        assertThat(records(frames.get(1)).get(0)).startsWith(0, 0, 0x1f, 0x41, 0, 0, 0, 0, 0, 0, 0, 7);
        assertThat(records(frames.get(2)).get(0)).containsExactly(0, 0, 0x3e, 0x81, 0, 0, 0, 0, 0, 0, 0, 9);
    }

    @Test
    void shouldEndABaselineThatFillsItsLastFrameWithTheEcho() {
        List<FrameReader> frames = Frames.echo(1, new long[16_000]);

        assertThat(frames).extracting(FrameReader::kind).containsExactly(FrameKind.BASELINE, FrameKind.ECHO);
    }

    @Test
    void shouldHaveAVectorOfEveryKind() {
        Set<FrameKind> kinds = EnumSet.noneOf(FrameKind.class);

        valid().forEach(vector -> kinds.add(vector.kind()));

        assertThat(kinds).containsExactly(FrameKind.values());
    }

    @Test
    void shouldShowEveryVectorInTheDescription() {
        String description = WireVectors.description().replaceAll("\\s", "");

        String missing = valid().stream()
                .filter(vector -> !description.contains("```text" + vector.hex() + "```"))
                .map(Valid::name)
                .collect(joining(", "));

        assertThat(missing).isEmpty();
    }

    private static String hex(Valid vector) {
        return vector.hex().toUpperCase(Locale.ROOT);
    }

    private static List<byte[]> records(FrameReader frame) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(frame.bytes()).position(frame.topicLength() + FrameLayout.HEADER);
        while (left.hasRemaining()) {
            byte[] record = new byte[left.getInt()];
            left.get(record);
            records.add(record);
        }
        return records;
    }

    /** The control frames of the publisher instance and the time of a vector. */
    private static ControlFrames of(Valid vector) {
        return new ControlFrames(vector.epoch(), vector::timeNs);
    }
}
