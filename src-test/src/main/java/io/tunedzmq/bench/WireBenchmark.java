package io.tunedzmq.bench;

import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.ledger.AccountedMessages;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.FrameGatherer;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the wire format costs without a socket, in nanoseconds for a message: to number and pack it, to unpack it, to
 * account for its frame.
 *
 * <p>{@code mvn -q -Pbench -DskipTests verify -Dbench.args=wire}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WireBenchmark {
    private static final int FRAME = 64 << 10;
    private static final int FRAMES = 1_000;

    /** Bytes of a payload. */
    @Param({"16", "64", "1024"})
    private int bytes;

    private byte[] payload;
    private FrameGatherer gather;
    private PublishedTopic topic;
    private final ArrayDeque<SealedFrame> outbox = new ArrayDeque<>();

    /** Frames that follow each other. */
    private final List<byte[]> frames = new ArrayList<>();

    private final FrameReader reader = new FrameReader();
    private HeardConnection connection;
    private SequenceLedger ledger;
    private int next;
    private int recordsLeft;

    /** Packs the frames that are to be unpacked. */
    @Setup
    public void pack() {
        payload = new byte[bytes];
        connection = HeardConnection.dialed("127.0.0.1:1");
        restart();
        while (frames.size() < FRAMES) {
            gather.add(topic, payload, 0, bytes);
            if (gather.full()) {
                gather.takeAll(outbox);
                SealedFrame frame = outbox.remove();
                byte[] copy = new byte[frame.content().remaining()];
                frame.content().get(copy);
                frames.add(copy);
            }
        }
        restart();
    }

    private void restart() {
        gather = new FrameGatherer(1, FRAME, System::nanoTime, new BundleGroups(true, 0x9E3779B97F4A7C15L));
        topic = new PublishedTopic("prices", Topics.withNul("prices"), 1);
        ledger = new SequenceLedger(
                new TopicFilter(Set.of("prices"), Set.of()),
                10,
                gap -> {
                    throw new IllegalStateException("nothing is missing, but there is a " + gap);
                },
                end -> {});
        next = 0;
        recordsLeft = 0;
    }

    /** Numbers a message and appends it to its frame; full frames are taken away. */
    @Benchmark
    public FrameGatherer encode() {
        gather.add(topic, payload, 0, bytes);
        if (gather.full()) {
            gather.takeAll(outbox);
            outbox.clear();
        }
        return gather;
    }

    /** Goes to the next message; opens and checks the next frame when there is none. */
    @Benchmark
    public int decode() {
        if (recordsLeft == 0) {
            reader.open(frames.get(next));
            next = (next + 1) % FRAMES;
            recordsLeft = reader.count();
        }
        recordsLeft--;
        if (!reader.next()) {
            throw new IllegalStateException("a record is missing");
        }
        return reader.payloadOffset();
    }

    /** Opens a frame and accounts for it: for each frame, not message. */
    @Benchmark
    public AccountedMessages account() {
        if (next == FRAMES) {
            restart();
        }
        reader.open(frames.get(next++));
        return ledger.accept(reader, connection, 0);
    }
}
