package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.WireVectors.Valid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Round trips, and input that was made to break the decoder. */
class FrameReaderTest {
    private final FrameReader reader = new FrameReader();

    static List<Valid> valid() {
        return WireVectors.valid();
    }

    @Test
    void shouldReadWhatWasWritten() {
        FrameWriter writer = new FrameWriter(Topics.withNul("prices"), 8);
        writer.append(Frames.bytes("one"));
        writer.append(Frames.bytes(""));
        writer.append(Frames.bytes("a third one that is longer than the room"));

        FrameReader frame = Frames.open(writer.seal(FrameKind.DATA, -5, 41, Frames.TIME_NS, 3));

        assertThat(frame.epoch()).isEqualTo(-5);
        assertThat(frame.sequence()).isEqualTo(41);
        assertThat(frame.count()).isEqualTo(3);
        assertThat(Frames.payloads(frame)).containsExactly("one", "", "a third one that is longer than the room");
    }

    @Test
    void shouldCopyAPartOfAnArray() {
        FrameWriter writer = new FrameWriter(Topics.withNul("t"), 0);

        writer.append(Frames.bytes("..payload.."), 2, 7);

        assertThat(Frames.payloads(Frames.open(writer.seal(FrameKind.DATA, 1, 1, 1, 1))))
                .containsExactly("payload");
    }

    @Test
    void shouldSealExactlyTheFrameAndNotTheRoom() {
        FrameWriter writer = new FrameWriter(Topics.withNul("t"), 100_000);
        writer.append(Frames.bytes("x"));

        ByteBuffer frame = writer.seal(FrameKind.DATA, 1, 1, 1, 1);

        assertThat(frame.capacity()).isEqualTo(2 + FrameLayout.HEADER + 5);
        assertThat(frame.remaining()).isEqualTo(frame.capacity());
        assertThat(writer.size()).isEqualTo(frame.capacity());
    }

    @Test
    void shouldReadALongestTopic() {
        String topic = "t".repeat(Topics.LONGEST);

        FrameReader frame = Frames.messages(1, topic, 1, 1, 1);

        assertThat(frame.topicLength()).isEqualTo(Topics.LONGEST + 1);
        assertThat(frame.hasTopic(Topics.withNul(topic))).isTrue();
    }

    @Test
    void shouldNotMistakeATopicForAnotherThatItBegins() {
        FrameReader frame = Frames.messages(1, "prices", 1, 1, 1);

        assertThat(frame.hasTopic(Topics.withNul("price"))).isFalse();
        assertThat(frame.hasTopic(Topics.withNul("prices/"))).isFalse();
    }

    @Test
    void shouldReadOneFrameAfterAnother() {
        reader.open(Frames.array(writeOne("first")));
        reader.next();
        reader.open(Frames.array(writeOne("second")));

        List<String> payloads = Frames.payloads(reader);

        assertThat(payloads).containsExactly("second");
    }

    @Test
    void shouldAcceptTheLargestSequenceThatHasASuccessor() {
        FrameReader frame = Frames.beacon(1, "t", 1, Long.MAX_VALUE - 1);

        assertThat(frame.sequence()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldNotAcceptAFrameCutShort(Valid vector) {
        byte[] frame = vector.frame();
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);

            FrameReader.Format format = reader.open(cut);

            assertThat(format).as("the first %d bytes", length).isNotEqualTo(FrameReader.Format.TAGGED);
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldAcceptAMutatedFrameOnlyIfItsLengthsAddUp(Valid vector) {
        byte[] frame = vector.frame();
        for (int at = 0; at < frame.length; at++) {
            for (int difference = 1; difference < 256; difference++) {
                byte[] mutated = frame.clone();
                mutated[at] ^= (byte) difference;

                FrameReader.Format format = reader.open(mutated);

                assertTaggedOnlyIfLengthsAddUp(format, mutated);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_261_124, 0x7a6d71})
    void shouldSurviveRandomBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[random.nextInt(128)];
            random.nextBytes(noise);

            FrameReader.Format format = reader.open(noise);

            assertTaggedOnlyIfLengthsAddUp(format, noise);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {2, 20_261_125, 0x7a6d72})
    void shouldSurviveRandomRecordsBehindAGoodHeader(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = Frames.array(writeOne("0123456789"));
            for (int at = frame.length - 18; at < frame.length; at++) {
                // Small numbers, so that now and then the lengths do add up.
                frame[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt(12) : 0);
            }

            FrameReader.Format format = reader.open(frame);

            assertTaggedOnlyIfLengthsAddUp(format, frame);
        }
    }

    private static ByteBuffer writeOne(String payload) {
        FrameWriter writer = new FrameWriter(Topics.withNul("t"), 0);
        writer.append(Frames.bytes(payload));
        return writer.seal(FrameKind.DATA, 1, 1, Frames.TIME_NS, 1);
    }

    private void assertTaggedOnlyIfLengthsAddUp(FrameReader.Format format, byte[] frame) {
        if (format == FrameReader.Format.TAGGED && lengthsAddUp(frame) && walk() == reader.count()) {
            return;
        }
        if (format == FrameReader.Format.TAGGED || lengthsAddUp(frame)) {
            throw new AssertionError(format + ": " + Arrays.toString(frame));
        }
    }

    private int walk() {
        int records = 0;
        while (reader.next()) {
            records += reader.payload().length == reader.payloadLength() ? 1 : 0;
        }
        return records;
    }

    /** The rules of the description, told a second time and in another way. */
    private static boolean lengthsAddUp(byte[] frame) {
        ByteBuffer rest = ByteBuffer.wrap(frame);
        while (rest.hasRemaining() && rest.get() != 0) {
            if (rest.position() > Topics.LONGEST) {
                return false;
            }
        }
        if (rest.remaining() < 36 || rest.getShort() != 0x545A || rest.get() != 1) {
            return false;
        }
        int kind = rest.get();
        rest.getLong();
        long sequence = rest.getLong();
        rest.getLong();
        int number = rest.getInt();
        int count = rest.getInt();
        boolean bundle = kind == 9;
        if (kind < 1 || kind > 9 || sequence < 0 || number < 0 || count < 0) {
            return false;
        }
        if ((bundle && sequence != 0) || ((bundle || kind == 1) && count == 0)) {
            return false;
        }
        if (sequence >= Long.MAX_VALUE - count) {
            return false;
        }
        int slots = 0;
        for (int i = 0; i < count; i++) {
            long length = rest.remaining() < 4 ? -1 : Integer.toUnsignedLong(rest.getInt());
            if (length < 0 || length > rest.remaining()) {
                return false;
            }
            int more = bundle ? newSlots(rest.slice(rest.position(), (int) length), slots, count) : 0;
            if (more < 0) {
                return false;
            }
            slots += more;
            rest.position(rest.position() + (int) length);
        }
        return !rest.hasRemaining() && (!bundle || slots == number);
    }

    /** How many slots a record of a bundle defines; -1 if it is wrong. */
    private static int newSlots(ByteBuffer record, int slots, int count) {
        int slot = record.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(record.getShort());
        if (slot < slots) {
            return 0;
        }
        if (slot > slots || record.remaining() < 14) {
            return -1;
        }
        int number = record.getInt();
        long first = record.getLong();
        int name = Short.toUnsignedInt(record.getShort());
        boolean right = number > 0
                && first > 0
                && first < Long.MAX_VALUE - count
                && name <= Topics.LONGEST
                && name <= record.remaining();
        return right ? 1 : -1;
    }
}
