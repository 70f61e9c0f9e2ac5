package io.tunedzmq.connection;

import io.tunedzmq.connection.UpstreamFrame.Fate;
import io.tunedzmq.internal.MissingSubscriptions;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import zmq.Msg;

/** The connection of a publisher to a subscriber, or to a stranger. Confined as {@link TcpConnection}. */
final class ConnectionToSubscriber extends TcpConnection {
    /** Said and not heard yet, in messages and bytes; more is left unread until then. */
    private static final int MOST_UNHEARD = 1_000;

    private static final int MOST_UNHEARD_BYTES = 64 << 10;

    /**
     * The same of a peer of an old protocol, of which nobody knows which connection to leave unread. Beyond, nothing is
     * taken of it until it was heard: JeroMQ reads on in one call as long as something comes, and the thread that sends
     * would never get out of it.
     */
    private static final int MOST_UNHEARD_OF_OLD = 4 * MOST_UNHEARD;

    private static final int MOST_UNHEARD_BYTES_OF_OLD = 4 * MOST_UNHEARD_BYTES;

    /**
     * What its subscriptions may cost more, in bytes of memory, until they have to wait for the next turn: each takes
     * JeroMQ a while.
     */
    private static final long MOST_A_TURN = 4 << 20;

    private final UpstreamMessages upstreams;
    private final ConnectionSubscriptions subscriptions;
    private final ConnectionRepetitions repetitions = new ConnectionRepetitions();
    private final PromisedSigns signs = new PromisedSigns(System.nanoTime());
    private final AtomicInteger unheard = new AtomicInteger();
    private final AtomicInteger unheardBytes = new AtomicInteger();
    private volatile long costThisTurn;
    private final AtomicBoolean waitsForTurn = new AtomicBoolean();

    /** Whether it has asked for more than there is room for. */
    private volatile boolean getsEverything;

    /** Whether nobody stands between it and this publisher. */
    private volatile boolean direct;

    private long endedNs;

    ConnectionToSubscriber(TcpConnections connections, UpstreamMessages upstreams) {
        super(connections);
        this.upstreams = upstreams;
        subscriptions = new ConnectionSubscriptions(upstreams.tree());
    }

    @Override
    public Msg allocate(int size) {
        if (isCut() || size < 0 || size > UpstreamMessages.LARGEST_SKIPPED) {
            return refuse(CutReason.FORGED);
        }
        try {
            boolean kept = size <= UpstreamMessages.LARGEST;
            ByteBuffer bytes = kept ? ByteBuffer.allocate(size) : upstreams.scratch(size);
            return new UpstreamFrame(this, bytes, kept);
        } catch (OutOfMemoryError e) {
            return refuse(CutReason.NO_MEMORY);
        }
    }

    ConnectionSubscriptions subscriptions() {
        return subscriptions;
    }

    /** What becomes of a message that is whole. */
    Fate decide(UpstreamFrame frame) {
        if (frame.isRealCommand()) {
            direct |= frame.isKept() && upstreams.meaning().isDirect(frame.content());
            return Fate.SUBSCRIBE; // JeroMQ deals with it.
        }
        if (isCut()) {
            return Fate.IGNORE;
        }
        int first = frame.size() == 0 ? -1 : frame.get(0);
        if (!frame.isKept() || frame.hasMore() || (first != 0 && first != 1)) {
            upstreams.ignored();
            if (!frame.isKept()) {
                connections.ignoresLong(this, frame.size());
            }
            return Fate.IGNORE;
        }
        byte[] message = frame.content();
        if (isOld() && saysTooMuch()) {
            return saysTooMuch(frame, first);
        }
        upstreams.speaks(this);
        signs.said();
        UpstreamMeaning.Repeated repeated = upstreams.meaning().repeated(message);
        if (repeated != null) {
            if (first == 0) {
                return Fate.IGNORE; // Only its saying counts.
            }
            frame.skip(repeated.skipped());
            message = frame.content();
            boolean complete = repetitions.isComplete(repeated);
            long[] sums = upstreams.meaning().have(message);
            if (sums != null && !subscriptions.haveAll(sums)) {
                repetitions.isWrong(repeated.speech());
            }
            if (upstreams.meaning().isLoss(message)) {
                subscriptions.lostElsewhere(message);
                return Fate.IGNORE;
            }
            if (sums != null || (!complete && upstreams.meaning().isProof(message))) {
                return Fate.IGNORE;
            }
        }
        if (upstreams.meaning().isPromise(message)) {
            signs.promised(first == 1, repeated != null);
        }
        boolean many = unheard.incrementAndGet() >= MOST_UNHEARD;
        if (unheardBytes.addAndGet(message.length) >= MOST_UNHEARD_BYTES || many) {
            pauseReading();
            resumeIfHeard();
        }
        if (upstreams.meaning().isTold(message)) {
            return Fate.TELL;
        }
        UpstreamMeaning.Question question = upstreams.meaning().question(message);
        if (question != null && !getsEverything) {
            frame.lacks(missing(question));
        }
        return first == 1 ? begins(frame, message) : ends(message);
    }

    private MissingSubscriptions missing(UpstreamMeaning.Question question) {
        boolean some = repetitions.lacks(question.speech(), question.said());
        if (!question.proofs().stream().allMatch(subscriptions::has)) {
            return MissingSubscriptions.THE_LAST;
        }
        return some ? MissingSubscriptions.SOME : MissingSubscriptions.NOTHING;
    }

    private Fate begins(UpstreamFrame frame, byte[] message) {
        if (getsEverything) {
            return Fate.TELL;
        }
        if (!upstreams.memory().began(this, subscriptions, subscriptions.begin(message))) {
            subscriptions.end(message);
            widen(frame);
            connections.getsEverything(this);
        }
        return Fate.SUBSCRIBE;
    }

    private void widen(UpstreamFrame frame) {
        getsEverything = true;
        frame.widen();
    }

    /** Rather too much is sent to it than too little. */
    private Fate saysTooMuch(UpstreamFrame frame, int first) {
        if (first == 0 || getsEverything) {
            upstreams.ignored();
            return Fate.IGNORE;
        }
        unheard.incrementAndGet();
        unheardBytes.addAndGet(frame.size());
        widen(frame);
        connections.getsEverythingAtOnce();
        return Fate.SUBSCRIBE;
    }

    private boolean saysTooMuch() {
        return unheard.get() >= MOST_UNHEARD_OF_OLD || unheardBytes.get() >= MOST_UNHEARD_BYTES_OF_OLD;
    }

    private Fate ends(byte[] message) {
        long cost = subscriptions.end(message);
        upstreams.memory().ended(this, cost);
        if (cost > 0 && !direct && upstreams.meaning().selectsMessages(message)) {
            subscriptions.someEnded();
        }
        boolean everything = message.length == 1;
        return cost == 0 || (getsEverything && everything) ? Fate.TELL : Fate.SUBSCRIBE;
    }

    /** JeroMQ has taken a subscription of it into account; returns which that is, 0 if it does not count. */
    long subscribed(byte[] message, boolean widened) {
        return widened || upstreams.meaning().selectsMessages(message) ? upstreams.subscribed() : 0;
    }

    /** One of its messages was heard, of so many bytes. By the thread that hears. */
    void heard(int bytes) {
        unheard.decrementAndGet();
        unheardBytes.addAndGet(-bytes);
        resumeIfHeard();
    }

    private void resumeIfHeard() {
        if (isPaused()
                && !waitsForTurn.get()
                && unheard.get() <= MOST_UNHEARD / 2
                && unheardBytes.get() <= MOST_UNHEARD_BYTES / 2) {
            resumeReading();
        }
    }

    /**
     * Whether its subscriptions have cost so much in this turn that further ones are to wait for the next. On its I/O
     * thread.
     */
    boolean hasHadItsTurn(long more) {
        long cost = costThisTurn + more;
        costThisTurn = cost;
        return cost > MOST_A_TURN;
    }

    /** The other end of a connection may be gone without a word: then no promise is kept. */
    @Override
    void look(boolean afterPause, long nowNs) {
        resumeIfHeard(); // Who heard the last of it may have had no memory to ask for more.
        CutReason broken = signs.broken(isBackedUp() || afterPause, () -> isUnanswered(nowNs), direct, nowNs);
        if (broken != null && !isCut()) {
            cut(broken);
        }
    }

    private boolean isUnanswered(long nowNs) {
        TrackedConnection tracked = tracked();
        return tracked != null && tracked.isUnanswered(upstreams.tcpTable(nowNs));
    }

    /** The only subscriber behind it says that it is back over another connection. By the thread that hears. */
    void replaced() {
        signs.replaced();
    }

    /**
     * Its further subscriptions have to wait; false if they do already. On its I/O thread, which goes on with what it
     * has read while another one may say that they wait no more: either that one comes after it, or it is asked anew.
     */
    boolean waitForTurn() {
        boolean first = waitsForTurn.compareAndSet(false, true);
        if (first) {
            pauseReading();
        }
        return first;
    }

    /** They wait no more; from any thread. */
    void goOn() {
        costThisTurn = 0;
        waitsForTurn.set(false);
        resumeIfHeard();
    }

    /** Whether nobody stands between it and this publisher, as it has shown. From any thread. */
    boolean isDirect() {
        return direct;
    }

    /** Whether it gets every message. From any thread. */
    boolean getsEverything() {
        return getsEverything;
    }

    /** Whether everything that it said was heard. From any thread. */
    boolean isHeard() {
        return unheard.get() <= 0;
    }

    @Override
    boolean isIntroduced() {
        return signs.arePromised();
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
        upstreams.memory().gone(this);
        subscriptions.endAll();
    }
}
