package io.tunedzmq.peer;

import io.tunedzmq.peer.UpstreamFrame.Fate;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import zmq.Msg;

/** A subscriber, or a stranger, that is connected to a publisher over TCP. Confined as {@link Peer}. */
final class UpstreamPeer extends Peer {
    /** Said and not heard yet; more is left unread until then. */
    private static final int MOST_UNHEARD = 1_000;

    private final Upstreams upstreams;
    private final Subscriptions subscriptions = new Subscriptions();
    private final AtomicInteger unheard = new AtomicInteger();
    private long endedNs;

    UpstreamPeer(Peers peers, Upstreams upstreams) {
        super(peers);
        this.upstreams = upstreams;
    }

    @Override
    public Msg allocate(int size) {
        if (isCut() || size < 0 || size > Upstreams.LARGEST_SKIPPED) {
            return refuse(Refusal.FORGED);
        }
        try {
            boolean kept = size <= Upstreams.LARGEST;
            ByteBuffer bytes = kept ? ByteBuffer.allocate(size) : upstreams.scratch(size);
            return new UpstreamFrame(this, bytes, kept);
        } catch (OutOfMemoryError e) {
            return refuse(Refusal.NO_MEMORY);
        }
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** What becomes of a message that is whole. */
    Fate decide(UpstreamFrame frame) {
        if (frame.isRealCommand()) {
            return Fate.SUBSCRIBE; // JeroMQ deals with it.
        }
        if (isCut()) {
            return Fate.IGNORE;
        }
        int first = frame.size() == 0 ? -1 : frame.get(0);
        if (!frame.isKept() || frame.hasMore() || (first != 0 && first != 1)) {
            upstreams.ignored();
            return Fate.IGNORE;
        }
        byte[] message = frame.content();
        upstreams.speaks(this);
        if (unheard.incrementAndGet() >= MOST_UNHEARD) {
            pauseReading();
            resumeIfHeard();
        }
        if (upstreams.isTold(message)) {
            return Fate.TELL;
        }
        if (first == 1) {
            upstreams.memory().began(this, subscriptions, subscriptions.begin(message));
            return isCut() ? Fate.IGNORE : Fate.SUBSCRIBE;
        }
        upstreams.memory().ended(subscriptions.end());
        return Fate.SUBSCRIBE;
    }

    /** One of its messages was heard. By the thread that hears. */
    void heard() {
        unheard.decrementAndGet();
        resumeIfHeard();
    }

    private void resumeIfHeard() {
        if (isPaused() && unheard.get() <= MOST_UNHEARD / 2) {
            resumeReading();
        }
    }

    /** Whether everything that it said was heard. From any thread. */
    boolean isHeard() {
        return unheard.get() <= 0;
    }

    /** When its end was noticed; by the thread that hears. */
    void endedNs(long nowNs) {
        endedNs = nowNs;
    }

    long endedNs() {
        return endedNs;
    }

    @Override
    void gone() {
        upstreams.memory().gone(this, subscriptions);
    }
}
