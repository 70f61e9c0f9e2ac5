package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.jeromq.Doorbell;
import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.FrameWriter;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import io.tunedzmq.wire.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zmq.Msg;
import zmq.io.coder.EncoderBase;
import zmq.io.coder.v1.V1Encoder;
import zmq.io.coder.v2.V2Encoder;
import zmq.util.Errno;
import zmq.util.ValueReference;

/** A frame in the hands of JeroMQ's own encoders, expired at every point of its way. */
@Timeout(60)
class OutgoingFrameTest {
    private static final long EPOCH = 77;
    private static final long LAST = 12;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final OutgoingMemory memory = OutgoingMemory.of(services, 1 << 20);
    private final PublishedTopic topic = new PublishedTopic("prices", Topics.withNul("prices"), 3);
    private final AtomicLong lost = new AtomicLong();
    private final PublishBacklog backlog =
            memory.open(true, () -> "here", new ControlFrames(EPOCH, () -> 5), lost::get);

    @AfterEach
    void end() {
        services.close(Duration.ZERO, Duration.ofSeconds(5));
    }

    @ParameterizedTest(name = "{0} bytes, ZMTP {1}")
    @CsvSource({"10, 1", "10, 2", "150, 1", "150, 2", "400, 1", "400, 2", "70000, 1", "70000, 2"})
    void shouldBeWellFormedWhereverItIsExpired(int payload, int version) {
        byte[] whole = content(payload).array();
        for (int[] steps : new int[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {0, 2}, {2, 1}, {2, 2}}) {
            OutgoingFrame frame = sent(content(payload), 2);
            Connection first = new Connection(version);
            Connection second = new Connection(version);
            first.go(frame, steps[0]);
            second.go(frame, steps[1]);

            boolean expired = backlog.expire(1) > 0 && frame.size() < whole.length;

            first.go(frame, 2 - steps[0]);
            second.go(frame, 2 - steps[1]);
            String where = Arrays.toString(steps);
            // Not while a connection has told the size and not fetched the body, nor when all have.
            assertThat(expired).as(where).isEqualTo(steps[0] != 1 && steps[1] != 1 && steps[0] + steps[1] < 4);
            assertThat(first.body()).as(where).isEqualTo(steps[0] == 0 && expired ? standIn() : whole);
            assertThat(second.body()).as(where).isEqualTo(steps[1] == 0 && expired ? standIn() : whole);
            assertThat(bytes()).as(where).isZero();
        }
    }

    /** As JeroMQ's encoders do: the body first, and how much of it to write only then. */
    @Test
    void shouldTellTheSizeOfTheBodyThatWasFetchedAlthoughItIsExpiredInBetween() {
        OutgoingFrame frame = sent(content(400), 2);
        int whole = content(400).remaining();
        onIoThread(() -> {
            assertThat(frame.isIdentity()).isFalse();
            assertThat(frame.size()).isEqualTo(whole);
            assertThat(frame.buf().remaining()).isEqualTo(whole);
            assertThat(frame.expire()).isTrue();
            assertThat(frame.size()).isEqualTo(whole);

            assertThat(frame.isIdentity()).isFalse(); // Another connection.
            assertThat(frame.size()).isEqualTo(standIn().length);
            assertThat(frame.buf().remaining()).isEqualTo(standIn().length);
            assertThat(frame.size()).isEqualTo(standIn().length);
            return null;
        });
    }

    @Test
    void shouldSayTheLastSequenceInItsPlace() {
        OutgoingFrame frame = sent(content(100), 1);
        frame.expire();

        byte[] bytes = onIoThread(frame::data);

        FrameReader reader = new FrameReader();
        assertThat(reader.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
        assertThat(reader.kind()).isEqualTo(FrameKind.BEACON);
        assertThat(reader.sequence()).isEqualTo(LAST);
        assertThat(reader.epoch()).isEqualTo(EPOCH);
        assertThat(reader.topicNumber()).isEqualTo(3);
        assertThat(reader.hasTopic(topic.withNul())).isTrue();
    }

    @Test
    void shouldNotBeExpiredOnceItsPinsStay() {
        OutgoingFrame frame = sent(content(100), 2);
        new Connection(2).go(frame, 1); // And breaks.
        new Connection(2).go(frame, 2);

        assertThat(frame.expire()).isFalse();
        assertThat(bytes()).isEqualTo(frame.cost());

        lost.set(1); // That one, or any.
        assertThat(frame.missing(1)).isZero();
        backlog.excuse();
        assertThat(bytes()).isZero();
    }

    @Test
    void shouldNotEnterTheBooksIfNobodyTookIt() {
        sent(content(100), 0);

        assertThat(bytes()).isZero();
    }

    @Test
    void shouldCountASubscriberOverInproc() {
        OutgoingFrame frame = sent(content(100), 2);

        boolean unused = frame.isIdentity();
        assertThat(frame.data()).isEqualTo(content(100).array());
        assertThat(bytes()).isEqualTo(frame.cost());
        new Connection(2).go(frame, 2);

        assertThat(bytes()).isZero();
    }

    @ParameterizedTest(name = "{0} bytes, ZMTP {1}")
    @CsvSource({"400, 1", "400, 2", "70000, 1", "70000, 2"})
    void shouldPutWhatStandsForItInThePlaceOfAnAnswer(int payload, int version) {
        byte[] whole = content(payload).array();
        OutgoingFrame frame = handOver(new SealedFrame(content(payload), content(7)), 2);
        Connection first = new Connection(version);
        Connection second = new Connection(version);
        first.go(frame, 2);

        assertThat(frame.expire()).isTrue();

        second.go(frame, 2);
        assertThat(first.body()).isEqualTo(whole);
        assertThat(second.body()).isEqualTo(content(7).array());
        assertThat(bytes()).isZero();
    }

    @Test
    void shouldNeverExpireAControlFrame() {
        OutgoingFrame frame = handOver(new SealedFrame(content(100), null, 0, 0), 1);

        assertThat(frame.expire()).isFalse();
        assertThat(bytes()).isEqualTo(frame.cost());
        new Connection(2).go(frame, 2);
        assertThat(bytes()).isZero();
    }

    @Test
    void shouldBeReadInPartsLikeAnyMessage() {
        OutgoingFrame frame = sent(content(100), 1);
        Msg like = new Msg(content(100));

        byte[] part = new byte[20];
        assertThat(frame.getBytes(5, part, 2, 10)).isEqualTo(10);
        byte[] same = new byte[20];
        like.getBytes(5, same, 2, 10);
        assertThat(part).isEqualTo(same);
        ByteBuffer buffer = ByteBuffer.allocate(8);
        frame.transfer(buffer, 3, 8);
        assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(like.data(), 3, 11));
        assertThat(frame.getLong(4)).isEqualTo(like.getLong(4));
        assertThat(frame.getInt(4)).isEqualTo(like.getInt(4));
        assertThat(frame.getShort(7)).isEqualTo(like.getShort(7));
        assertThat(frame.get(0)).isEqualTo((byte) 'p');
    }

    private OutgoingFrame sent(ByteBuffer content, int subscribers) {
        return handOver(new SealedFrame(content, topic, LAST, 1), subscribers);
    }

    private OutgoingFrame handOver(SealedFrame sealed, int subscribers) {
        OutgoingFrame frame = backlog.frame(sealed);
        frame.startSending();
        frame.buf();
        for (int i = 0; i < subscribers; i++) {
            assertThat(frame.isIdentity()).isFalse();
        }
        frame.stopSending();
        backlog.sent(frame, sealed.topic() == null);
        return frame;
    }

    private ByteBuffer content(int payload) {
        FrameWriter writer = new FrameWriter(topic.withNul(), FrameWriter.recordBytes(payload));
        byte[] bytes = new byte[payload];
        Arrays.fill(bytes, (byte) 'x');
        writer.append(bytes);
        return writer.seal(FrameKind.DATA, EPOCH, LAST, 5, 3);
    }

    private byte[] standIn() {
        return new FrameWriter(topic.withNul(), 0)
                .seal(FrameKind.BEACON, EPOCH, LAST, 5, 3)
                .array();
    }

    private long bytes() {
        backlog.sweep();
        return memory.bytes();
    }

    private <T> T onIoThread(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        IoThread thread = services.context().threads().io().get(0);
        thread.doorbell().ring(new Doorbell.Errand(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }));
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /**
     * What a connection does with a frame: to read it from its pipe and write the header is one step, the body another.
     */
    private final class Connection {
        private final boolean v2;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private EncoderBase encoder;
        private int done;

        Connection(int version) {
            v2 = version == 2;
            encoder = encoder(1);
        }

        private EncoderBase encoder(int header) {
            return v2 ? new V2Encoder(new Errno(), header) : new V1Encoder(new Errno(), header);
        }

        void go(OutgoingFrame frame, int steps) {
            for (int i = 0; i < steps; i++) {
                step(frame);
            }
        }

        private void step(OutgoingFrame frame) {
            onIoThread(() -> {
                if (done == 0) {
                    boolean unused = frame.isIdentity(); // Pipe.read
                    // Room for the header and not one byte more, as in a batch that is full by then.
                    encoder = encoder(headerOf(frame.size()));
                    encoder.loadMsg(frame);
                    encode();
                } else {
                    while (encode() > 0) {
                        // The rest.
                    }
                }
                return done++;
            });
        }

        private int headerOf(int size) {
            if (v2) {
                return size > 255 ? 9 : 2;
            }
            return size + 1 < 255 ? 2 : 10;
        }

        private int encode() {
            ValueReference<ByteBuffer> out = new ValueReference<>();
            int count = encoder.encode(out, 0);
            ByteBuffer bytes = out.get();
            if (count > 0) {
                bytes = bytes.duplicate();
                if (bytes.position() == count) { // The encoder's own buffer; a larger body comes as it is.
                    bytes.flip();
                }
                byte[] copy = new byte[count];
                bytes.get(copy);
                written.writeBytes(copy);
            }
            return count;
        }

        /** What came out, checked against what the header says. */
        byte[] body() {
            ByteBuffer bytes = ByteBuffer.wrap(written.toByteArray());
            int first = bytes.get() & 0xFF;
            long size;
            if (v2) {
                assertThat(first & ~2).isZero();
                size = first == 2 ? bytes.getLong() : bytes.get() & 0xFF;
            } else {
                size = (first == 255 ? bytes.getLong() : first) - 1;
                assertThat(bytes.get()).isZero();
            }
            assertThat(bytes.remaining()).isEqualTo((int) size);
            byte[] body = new byte[bytes.remaining()];
            bytes.get(body);
            return body;
        }
    }
}
