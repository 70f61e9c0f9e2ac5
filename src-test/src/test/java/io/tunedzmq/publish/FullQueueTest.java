package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FullQueueTest {
    private static final int HALF = 10;
    private static final int FRAME = 1_000;

    private final OutgoingMemory memory = new OutgoingMemory(100 * FRAME, () -> {});
    private final PublishedTopic topic = new PublishedTopic("t", Topics.withNul("t"), 1);
    private final AtomicLong lost = new AtomicLong();
    private final PublishBacklog backlog =
            memory.open(true, () -> "publisher", new ControlFrames(1, System::nanoTime), lost::get);
    private final FullQueue queue = new FullQueue(backlog, HALF);
    private final List<OutgoingFrame> held = new ArrayList<>(); // As the pipes do.

    @Test
    void shouldBeFullOnlyWhereAFrameFoundNoRoom() {
        send(3 * HALF);

        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void shouldBeFullUntilHalfOfItIsTaken() {
        send(2 * HALF);
        queue.foundFull();
        assertThat(queue.isFull()).isTrue();

        take(0, HALF);
        assertThat(queue.isFull()).isTrue();
        take(HALF, HALF + 1);
        assertThat(queue.isFull()).isFalse();
    }

    /** Others have more to take meanwhile, and are quick. */
    @Test
    void shouldLookOnlyAtWhatWasSentBefore() {
        send(2 * HALF);
        queue.foundFull();
        take(0, HALF + 1);
        send(2 * HALF);

        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void shouldBeFullAgainWhereAnotherFrameFindsNoRoom() {
        send(2 * HALF);
        queue.foundFull();
        take(0, HALF + 1);
        assertThat(queue.isFull()).isFalse();

        send(HALF + 1);
        queue.foundFull();

        assertThat(queue.isFull()).isTrue();
    }

    @Test
    void shouldNotBeFullForWhomHasLeft() {
        send(2 * HALF);
        queue.foundFull();

        lost.set(1);

        assertThat(queue.isFull()).isFalse();
    }

    /** What is given up makes no room in JeroMQ's queue. */
    @Test
    void shouldBeFullOfWhatWasGivenUp() {
        send(2 * HALF);
        queue.foundFull();
        assertThat(queue.isFull()).isTrue();

        backlog.expire(Long.MAX_VALUE);

        assertThat(held).allMatch(OutgoingFrame::isExpired);
        assertThat(queue.isFull()).isTrue();
    }

    @Test
    void shouldNotKnowWhereNobodySaysWhoHasLeft() {
        FullQueue unknown = new FullQueue(backlog, 0);
        send(2 * HALF);
        unknown.foundFull();

        assertThat(unknown.isFull()).isFalse();
    }

    private void send(int frames) {
        for (int i = 0; i < frames; i++) {
            OutgoingFrame frame =
                    backlog.frame(new SealedFrame(ByteBuffer.allocate(FRAME), topic, held.size() + 1L, 1));
            frame.startSending();
            frame.isIdentity(); // One pipe takes it.
            frame.stopSending();
            backlog.sent(frame, false);
            held.add(frame);
        }
    }

    private void take(int from, int to) {
        held.subList(from, to).forEach(OutgoingFrame::isIdentity); // Over inproc.
    }
}
