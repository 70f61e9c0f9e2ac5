package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Frames as they arrive, opened. */
public final class Frames {
    public static final long TIME_NS = 1_795_478_400_000_000_000L;

    private Frames() {}

    /** Messages from {@code first} on; each payload is its sequence in decimal. */
    public static FrameReader messages(long epoch, String topic, int number, long first, int count) {
        FrameWriter frame = new FrameWriter(Topics.withNul(topic), 0);
        for (int i = 0; i < count; i++) {
            frame.append(bytes(Long.toString(first + i)));
        }
        return open(frame.seal(FrameKind.DATA, epoch, first, TIME_NS, number));
    }

    /** A message of a topic, as in {@link #bundle}. */
    public record One(String topic, int number, long sequence) {}

    /** Messages of several topics; each payload is its sequence in decimal. */
    public static FrameReader bundle(long epoch, One... messages) {
        BundleGroup group = new BundleGroup(1);
        BundleWriter bundle = begun(group);
        Map<Integer, PublishedTopic> topics = new HashMap<>();
        for (One each : messages) {
            PublishedTopic topic = topics.computeIfAbsent(each.number, number -> bundled(each.topic, number, group));
            append(bundle, topic, each.sequence, Long.toString(each.sequence));
        }
        return open(bundle.seal(epoch, TIME_NS, ByteBuffer.allocate(0)).content());
    }

    static BundleWriter begun(BundleGroup group) {
        BundleWriter bundle = new BundleWriter();
        bundle.begin(group, 1);
        return bundle;
    }

    static PublishedTopic bundled(String name, int number, BundleGroup group) {
        PublishedTopic topic = new PublishedTopic(name, Topics.withNul(name), number);
        topic.route = group.alone();
        topic.places = new long[1];
        return topic;
    }

    static void append(BundleWriter bundle, PublishedTopic topic, long sequence, String payload) {
        byte[] bytes = bytes(payload);
        bundle.reserve(topic, 0, bytes.length);
        bundle.append(topic, 0, sequence, bytes, 0, bytes.length);
    }

    public static FrameReader unnumbered(long epoch, String topic, int count) {
        FrameWriter frame = new FrameWriter(Topics.withNul(topic), 0);
        for (int i = 0; i < count; i++) {
            frame.append(bytes("x"));
        }
        return open(frame.seal(FrameKind.DATA, epoch, 0, TIME_NS, 0));
    }

    public static FrameReader beacon(long epoch, String topic, int number, long last) {
        PublishedTopic published = new PublishedTopic(topic, Topics.withNul(topic), number);
        published.sent(last);
        return open(of(epoch).beacon(published, published.sent()));
    }

    /** Topics numbered from 1, each with its last sequence. */
    public static FrameReader digest(long epoch, Object... topicsAndLasts) {
        List<PublishedTopic> topics = new ArrayList<>();
        for (int i = 0; i < topicsAndLasts.length; i += 2) {
            String name = (String) topicsAndLasts[i];
            PublishedTopic topic = new PublishedTopic(name, Topics.withNul(name), i / 2 + 1);
            topic.sent((Integer) topicsAndLasts[i + 1]);
            topics.add(topic);
        }
        return open(of(epoch).digest(topics).get(0));
    }

    /** A digest of topic 1. */
    public static FrameReader digestOf(long epoch, String name, long last) {
        PublishedTopic topic = new PublishedTopic(name, Topics.withNul(name), 1);
        topic.sent(last);
        return open(of(epoch).digest(List.of(topic)).get(0));
    }

    public static FrameReader probe(long epoch, String topic) {
        return open(of(epoch).probe(Topics.withNul(topic), 99));
    }

    public static FrameReader end(long epoch) {
        return open(of(epoch).end(0));
    }

    /** The echo, or the parts of its baseline and then the echo. */
    public static List<FrameReader> echo(long epoch, long... sent) {
        return of(epoch).echo(ControlTopics.ready(1, 1), 1, sent).stream()
                .map(Frames::open)
                .toList();
    }

    /** An echo with a number; one frame. */
    public static FrameReader echoOf(long number, long epoch, long... sent) {
        return open(of(epoch).echo(ControlTopics.ready(1, 1), number, sent).get(0));
    }

    public static FrameReader mark(long epoch, long number) {
        return mark(epoch, number, 1);
    }

    /** A mark that others follow after so many seconds. */
    public static FrameReader mark(long epoch, long number, int seconds) {
        return open(of(epoch).mark(List.of(), number, seconds).get(0));
    }

    /** A part of a baseline that says itself how many topics there are. */
    public static FrameReader baseline(long epoch, int topics, long... sent) {
        ByteBuffer record =
                ByteBuffer.allocate(Integer.BYTES + sent.length * Long.BYTES).putInt(1);
        for (long last : sent) {
            record.putLong(last);
        }
        FrameWriter frame = new FrameWriter(Topics.withNul("a"), 0);
        frame.append(record.array());
        return open(frame.seal(FrameKind.BASELINE, epoch, 0, TIME_NS, topics));
    }

    public static FrameReader open(ByteBuffer frame) {
        FrameReader reader = new FrameReader();
        assertThat(reader.open(array(frame))).isEqualTo(FrameReader.Format.TAGGED);
        return reader;
    }

    public static byte[] array(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        return bytes;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static List<String> payloads(FrameReader frame) {
        List<String> payloads = new ArrayList<>();
        while (frame.next()) {
            payloads.add(new String(frame.payload(), StandardCharsets.UTF_8));
        }
        return payloads;
    }

    private static ControlFrames of(long epoch) {
        return new ControlFrames(epoch, () -> TIME_NS);
    }
}
