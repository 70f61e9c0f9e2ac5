package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
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
class OutgoingMemoryTest {
    private static final int LIMIT = 1 << 20;
    private static final int FRAME = 10_000;

    private final OutgoingMemory memory = new OutgoingMemory(LIMIT, () -> {});
    private final PublishedTopic topic = new PublishedTopic("t", Topics.withNul("t"), 1);
    private final AtomicLong lost = new AtomicLong();
    private final List<OutgoingFrame> held = new ArrayList<>(); // As the pipes do.

    @Test
    void shouldHaveRoomAgainOnceFramesAreTaken() {
        PublishBacklog waits = open(false);
        fill(waits);
        assertThat(memory.bytes()).isBetween(LIMIT - 300_000L, LIMIT + 2L * FRAME);

        held.forEach(OutgoingFrame::isIdentity); // Over inproc.

        Wait.until("room", waits::hasRoom);
        assertThat(held).allMatch(frame -> frame.size() == FRAME);
    }

    @Test
    void shouldExcuseHalfOfTheBudgetOfWhatLostConnectionsMayHold() {
        PublishBacklog waits = open(false);
        fill(waits);
        long full = memory.bytes();

        lost.set(1);

        Wait.until("room", waits::hasRoom);
        assertThat(full - memory.bytes()).isBetween(LIMIT / 2L - 2 * FRAME, LIMIT / 2L);
        fill(waits);
        lost.set(2);
        assertThat(waits.hasRoom()).as("more than half, while it is no garbage").isFalse();
    }

    @Test
    void shouldExcuseMoreOnceThatIsGarbage() {
        PublishBacklog waits = open(false);
        fill(waits);
        lost.set(1);
        Wait.until("room", waits::hasRoom);
        fill(waits);
        lost.set(2);
        assertThat(waits.hasRoom()).isFalse();

        held.clear();

        Wait.until("room", () -> {
            memory.work(System.nanoTime()); // Which asks for a collection.
            return waits.hasRoom();
        });
    }

    @Test
    void shouldGiveUpTheOldestOfAllWhoDrop() {
        PublishBacklog first = open(true);
        PublishBacklog second = open(true);
        for (int i = 0; i < 60; i++) {
            send(first);
        }
        first.sweep();
        second.sweep();
        for (int i = 0; i < 80; i++) {
            send(second);
        }

        assertThat(memory.bytes()).isLessThanOrEqualTo(LIMIT + 2 * FRAME);
        assertThat(memory.givenUp()).isPositive();
        assertThat(held.get(0).size()).as("expired").isLessThan(FRAME);
        assertThat(held.subList(60, 140)).allMatch(frame -> frame.size() == FRAME);
    }

    @Test
    void shouldLeaveAQuarterToThoseWhoDropAndNothingOfOthersIsGivenUp() {
        PublishBacklog drops = open(true);
        PublishBacklog waits = open(false);
        fill(waits);
        int kept = held.size();

        for (int i = 0; i < 200; i++) {
            send(drops);
        }

        assertThat(memory.bytes()).isLessThanOrEqualTo(LIMIT + 2 * FRAME);
        assertThat(held.subList(0, kept)).allMatch(frame -> frame.size() == FRAME);
        assertThat(held.subList(held.size() - 20, held.size())).allMatch(frame -> frame.size() == FRAME);
    }

    @Test
    void shouldForgetAClosedPublisherAfterItsLinger() {
        PublishBacklog waits = open(false);
        fill(waits);

        waits.close(0);
        memory.work(System.nanoTime());

        assertThat(memory.bytes()).isZero();
        assertThat(open(false).hasRoom()).isTrue();
    }

    /** A thread publishes with the one what it receives from the other: neither may wait for the other for ever. */
    @Test
    void shouldLeaveRoomForAPublisherThatHasNothingQueued() {
        fill(open(false));
        PublishBacklog other = open(false);

        assertThat(other.hasRoom()).isTrue();
        fill(other);
        assertThat(other.bytes()).isPositive().isLessThan(memory.limit() / 4);
    }

    @Test
    void shouldTellHowMuchSubscribersHaveYetToTake() {
        PublishBacklog waits = open(false);
        long cost = FRAME + 200;

        send(waits, 5);

        assertThat(waits.awaitsLess(5 * cost + 1, 1)).as("fewer bytes").isTrue();
        assertThat(waits.awaitsLess(1, 6)).as("fewer messages").isTrue();
        assertThat(waits.awaitsLess(5 * cost, 5)).as("as much").isFalse();
        assertThat(held.get(0).isIdentity()).as("taken").isFalse();
        assertThat(waits.awaitsLess(5 * cost, 5)).isTrue();
    }

    /** One that is slow must not hide what the others have taken behind it. */
    @Test
    void shouldLookBehindAFrameThatIsNotTaken() {
        PublishBacklog waits = open(false);
        send(waits, 5);

        held.subList(1, 5).forEach(OutgoingFrame::isIdentity);

        Wait.until("seen", () -> waits.awaitsLess(FRAME * 2, 2));
        assertThat(waits.awaitsLess(FRAME, 1)).isFalse();
    }

    @Test
    void shouldNotAwaitWhatOnlyLostConnectionsMayHold() {
        PublishBacklog waits = open(false);
        send(waits, 5);

        lost.set(1);
        Wait.until("excused", () -> waits.awaitsLess(1, 1));
        send(waits, 1);

        assertThat(waits.awaitsLess(1, 1)).isFalse();
        assertThat(waits.bytes()).as("in the books while it is no garbage").isGreaterThan(6 * FRAME);
        held.forEach(OutgoingFrame::isIdentity);
        assertThat(waits.awaitsLess(1, 1)).isTrue();
        waits.sweep();
        assertThat(waits.bytes()).isZero();
    }

    private void send(PublishBacklog backlog, int frames) {
        for (int i = 0; i < frames; i++) {
            send(backlog);
        }
    }

    private PublishBacklog open(boolean drops) {
        return memory.open(drops, () -> "here", new ControlFrames(1, () -> 1), lost::get);
    }

    private void fill(PublishBacklog backlog) {
        while (backlog.hasRoom()) {
            send(backlog);
        }
    }

    private void send(PublishBacklog backlog) {
        OutgoingFrame frame = backlog.frame(new SealedFrame(ByteBuffer.allocate(FRAME), topic, 1, 1));
        frame.startSending();
        assertThat(frame.isIdentity()).isFalse();
        frame.stopSending();
        held.add(frame);
        backlog.sent(frame, false);
    }
}
