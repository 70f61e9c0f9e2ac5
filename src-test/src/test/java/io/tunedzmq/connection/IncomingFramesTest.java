package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** The books of what comes in, as JeroMQ's decoder and pipe write them, without either. */
class IncomingFramesTest {
    private static final int LIMIT = 8 << 20;
    private static final int LARGE = 3 << 20;
    private static final long LONG_NS = 10_000_000_000L;

    private final IncomingMemory memory = new IncomingMemory(LIMIT);
    private final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
    private final IncomingFrames frames =
            new IncomingFrames(memory, new SpareFrames(), 64 << 20, ReadPauseLimit.none(), installed::set);

    /** A connection that has shaken hands. */
    private MsgAllocator connect() {
        MsgAllocator its = installed.get();
        frames.connections().handshaken(false);
        return its;
    }

    /** The same, and the application has taken a message of it. */
    private MsgAllocator proven(int port) {
        MsgAllocator its = connect();
        IncomingFrame first = (IncomingFrame) its.allocate(10);
        queue(first, EndsMetadata.of(port));
        first.taken(List.of());
        return its;
    }

    private static void queue(Msg frame, Metadata metadata) {
        boolean unused = frame.setMetadata(metadata).hasMore();
    }

    @Test
    void shouldGiveEachConnectionAnAllocatorOfItsOwn() {
        assertThat(connect()).isNotSameAs(connect());
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        MsgAllocator connection = proven(1);

        assertThat(connection.allocate(LIMIT)).isInstanceOf(RefusedFrame.class);
        assertThat(memory.used()).isLessThan(1_000);
    }

    @Test
    void shouldRefuseAForgedSize() {
        assertThat(proven(1).allocate(-1)).isInstanceOf(RefusedFrame.class);
        assertThat(proven(2).allocate((64 << 20) + 1)).isInstanceOf(RefusedFrame.class);
    }

    @Test
    void shouldTakeNothingMoreOfWhoeverWasRefused() {
        MsgAllocator connection = proven(1);
        connection.allocate(-1);

        assertThat(connection.allocate(10)).isInstanceOf(RefusedFrame.class);
    }

    @Test
    void shouldLeaveHalfToConnectionsThatAreNoNewcomers() {
        List<Msg> held = new ArrayList<>();
        held.add(connect().allocate(2 << 20));

        assertThat(connect().allocate(2 << 20)).isInstanceOf(RefusedFrame.class);
        held.add(proven(1).allocate(2 << 20));
        assertThat(held).allMatch(IncomingFrame.class::isInstance);
    }

    @Test
    void shouldHoldAFrameFromItsAnnouncementUntilItIsTaken() {
        MsgAllocator connection = proven(1);
        IncomingFrame frame = (IncomingFrame) connection.allocate(LARGE);
        assertThat(memory.used()).isGreaterThan(LARGE);
        queue(frame, EndsMetadata.of(1));
        assertThat(memory.used()).isGreaterThan(LARGE);

        frame.taken(List.of());

        assertThat(memory.used()).isLessThan(1_000);
    }

    /** Each is small enough never to be refused alone. */
    @Test
    void shouldCountSmallFramesThatAreAnnouncedAndDoNotCome() {
        List<Msg> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            held.add(connect().allocate(130_000));
        }

        assertThat(memory.used()).isBetween(LIMIT / 2 - 200_000L, LIMIT / 2L);
        assertThat(held).anyMatch(RefusedFrame.class::isInstance);
        assertThat(proven(1).allocate(130_000)).isInstanceOf(IncomingFrame.class);
    }

    /** A few strangers announce all that newcomers may hold, and send nothing: whoever comes has to be heard. */
    @Test
    void shouldHearANewcomerBesideOthersThatAnnounceAndSendNothing() {
        while (connect().allocate(100_000) instanceof IncomingFrame) {
            assertThat(memory.used()).isLessThan(LIMIT);
        }
        assertThat(connect().allocate(1_000)).isInstanceOf(IncomingFrame.class);
        assertThat(connect().allocate(100_000)).isInstanceOf(RefusedFrame.class);

        memory.look(System.nanoTime() + LONG_NS);

        assertThat(connect().allocate(100_000)).isInstanceOf(IncomingFrame.class);
    }

    /** A command is read and forgotten. */
    @Test
    void shouldGiveBackAFrameThatWasNotQueued() {
        MsgAllocator connection = proven(1);
        connection.allocate(LARGE);

        connection.allocate(10);

        assertThat(memory.used()).isLessThan(1_000);
    }

    @Test
    void shouldGiveBackEverythingWhenTheSocketCloses() {
        MsgAllocator connection = proven(1);
        IncomingFrame frame = (IncomingFrame) connection.allocate(LARGE);
        queue(frame, EndsMetadata.of(1));

        frames.close();
        frame.taken(List.of());

        assertThat(memory.used()).isZero();
    }

    /** Each connection leaves one frame and ends: a hundred such are no better than one that sends a hundred. */
    @Test
    void shouldRefuseNewcomersWhoseFramesNobodyTakes() {
        int taken = 0;
        for (int port = 1_000; port < 1_200; port++) {
            Msg frame = connect().allocate(100_000);
            if (frame instanceof IncomingFrame) {
                queue(frame, EndsMetadata.of(port));
                taken++;
            }
        }

        assertThat(taken).isBetween(30, LIMIT / 2 / 100_000);
        assertThat(proven(1).allocate(100_000)).isInstanceOf(IncomingFrame.class);
    }

    /** A connection ends within a message. */
    @Test
    void shouldGiveBackNoMoreThanWasCounted() {
        for (int i = 0; i < 100; i++) {
            ConnectionToPublisher connection = (ConnectionToPublisher) connect();
            Msg part = connection.allocate(1_000);
            part.setFlags(Msg.MORE);
            queue(part, EndsMetadata.of(2_000 + i));
            connection.gone();
        }

        assertThat(memory.used()).isZero();
        IncomingFrame frame = (IncomingFrame) proven(1).allocate(1_000);
        queue(frame, EndsMetadata.of(1));
        assertThat(memory.used()).isBetween(1_000L, 2_000L);
    }

    /** Many small frames that nobody takes are as much as a large one. */
    @Test
    void shouldCountSmallFramesToo() {
        MsgAllocator connection = proven(1);
        Metadata metadata = EndsMetadata.of(1);
        List<IncomingFrame> queued = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            IncomingFrame frame = (IncomingFrame) connection.allocate(1_000);
            queue(frame, metadata);
            queued.add(frame);
        }
        assertThat(memory.used()).isGreaterThan(1_000_000);

        queued.forEach(frame -> frame.taken(List.of()));

        assertThat(memory.used()).isLessThan(32 << 10);
    }
}
