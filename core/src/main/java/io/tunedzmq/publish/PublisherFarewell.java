package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.RollCall;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.NowAndThen;
import io.tunedzmq.wire.ControlFrames;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last steps of a publisher: draining, then closing in the order of the methods here. Each is short, and returns
 * whether it is done; who drains or closes repeats it until then or until the time is over. Confined: guarded by the
 * sending lock; {@link #notSent} from any thread.
 */
final class PublisherFarewell {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    /** At the end strangers, who have never shown that they hear us, are not waited for longer. */
    private static final long STRANGERS_NS = 2_000_000_000;

    private static final long FIRST_REPEAT_NS = 10_000_000;
    private static final long LONGEST_REPEAT_NS = 100_000_000;

    private final ControlFrames controls;
    private final Audience audience;
    private final Announcer announcer;
    private final FramePump pump;
    private final SendingDuties side;

    private final List<ByteBuffer> lastWords = new ArrayList<>();
    private @Nullable RollCall end;
    private final NowAndThen repetitions = new NowAndThen();
    private long repeatNs;
    private volatile long notSent;

    PublisherFarewell(
            ControlFrames controls, Audience audience, Announcer announcer, FramePump pump, SendingDuties side) {
        this.controls = controls;
        this.audience = audience;
        this.announcer = announcer;
        this.pump = pump;
        this.side = side;
    }

    // Draining: without dropping, and with a mark behind everything.

    /** Sends all that was accepted, and a mark behind it. */
    boolean drain() {
        if (pump.isClosed()) {
            return true;
        }
        if (!sendAll()) {
            return false;
        }
        side.hearSubscribers();
        announcer.markNow();
        return !pump.isStuck();
    }

    /** Hears the subscribers, and marks again if need be. */
    void awaitAnswers() {
        side.work(System.nanoTime());
    }

    /** Whether subscribers that could not show yet that they hear us may still do so. */
    static boolean waitsForStrangers(long sinceNs, long nowNs) {
        return nowNs - sinceNs < STRANGERS_NS;
    }

    // Closing.

    /** Sends without dropping, also if the policy is to drop. */
    boolean sendAll() {
        pump.dropping(false);
        return side.sendGathered(System.nanoTime());
    }

    /**
     * Whoever is full loses the rest; then the last words are ready: last sequences not announced yet, a mark, and the
     * end.
     */
    boolean dropRest(String place) {
        if (pump.isClosed()) {
            return true;
        }
        if (pump.isStuck()) {
            notSent = pump.queued();
            log.warn("{} messages of the publisher {} were not sent: a subscriber is full", notSent, place);
        }
        dropRest();
        pump.dropping(false);
        lastWords.addAll(announcer.lastWords(audience.heardByAll()));
        end = audience.startRollCall();
        lastWords.add(controls.end(end.id()));
        return true;
    }

    /**
     * Says the last words, if need be again, until every subscriber of ours has heard them, and so has everything
     * before.
     */
    boolean sayTheEnd() {
        if (pump.isClosed()) {
            return true;
        }
        side.hearSubscribers();
        long nowNs = System.nanoTime();
        boolean said = pump.sendWaiting(nowNs, nowNs);
        if (said && repetitions.isDue(repeatNs, nowNs)) {
            lastWords.forEach(words -> pump.addControl(words.duplicate()));
            repeatNs = Math.min(2 * repeatNs + FIRST_REPEAT_NS, LONGEST_REPEAT_NS);
            said = pump.sendWaiting(nowNs, nowNs);
        }
        // Not before: the system drops what it has not sent yet when a report comes in for a connection that was
        // closed.
        return said && audience.allHeard(end, STRANGERS_NS, nowNs) && audience.nobodyLacksAnything();
    }

    /** Sends the rest to those with room, and leaves it to JeroMQ to deliver; may be called again. */
    void closeSocket(Duration linger) {
        if (!pump.isClosed()) {
            dropRest();
        }
        pump.close(linger);
    }

    private void dropRest() {
        pump.dropping(true);
        side.sendGathered(System.nanoTime());
    }

    /** Messages that found a subscriber full until the time was over; from any thread. */
    long notSent() {
        return notSent;
    }
}
