package io.tunedzmq.publish;

import io.tunedzmq.wire.ControlFrames;

/**
 * What is done under the sending lock: the {@link FramePump} moves the messages, the others talk with the subscribers
 * in between. Confined: guarded by that lock.
 */
final class SendingDuties {
    private static final long SOON_NS = 10_000_000;

    private final ControlFrames controls;
    private final FramePump pump;
    private final Announcer announcer;
    private final UpstreamReader input;
    private final Echoes echoes;

    SendingDuties(ControlFrames controls, FramePump pump, Announcer announcer, UpstreamReader input, Echoes echoes) {
        this.controls = controls;
        this.pump = pump;
        this.announcer = announcer;
        this.input = input;
        this.echoes = echoes;
    }

    /** Sends everything gathered until now; false if a subscriber had no room until the deadline. */
    boolean sendGathered(long deadlineNs) {
        if (pump.isClosed()) {
            return true;
        }
        long nowNs = System.nanoTime();
        if (!pump.sendWaiting(deadlineNs, nowNs)) {
            return false;
        }
        announcer.markIfHeldUp(nowNs);
        return pump.sendGathered(deadlineNs, nowNs);
    }

    /** Whether it is time to hear subscribers or to send a mark. */
    boolean hasWork() {
        return !pump.isClosed() && (announcer.isMarkDue() || input.isWaiting());
    }

    /** Sends a mark if it is time for one and nothing waits for room. */
    void markIfDue(long nowNs) {
        if (!pump.isClosed()) {
            announcer.markIfDue(nowNs);
        }
    }

    /** Takes what subscribers said and answers; returns whether there may be more to do. */
    boolean hearSubscribers() {
        if (pump.isClosed()) {
            return false;
        }
        boolean moreInput = input.hear();
        boolean moreEchoes = echoes.answer();
        return moreInput || moreEchoes;
    }

    /** Asks who receives a topic, unless a frame waits for room. */
    void ask(byte[] topicWithNul, long probe) {
        if (!pump.isClosed() && !pump.isStuck()) {
            pump.sendControl(controls.probe(topicWithNul, probe));
        }
    }

    /** Does what is due; returns the nanoseconds after which to come again at the latest. */
    long work(long nowNs) {
        if (pump.isClosed()) {
            return Long.MAX_VALUE;
        }
        boolean more = hearSubscribers();
        boolean stuck = pump.isStuck();
        long waitNs = announcer.work(nowNs);
        if (more && !stuck) {
            return 0;
        }
        return echoes.areWanted() ? Math.min(waitNs, SOON_NS) : waitNs;
    }
}
