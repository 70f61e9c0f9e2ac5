package io.tunedzmq.socket;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.PublisherConfig;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.Gather;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publisher behind the API. Thread-safe.
 *
 * <p>Two locks. Under the <em>gathering lock</em> a message is numbered and appended to the open frame of its topic:
 * short, never with a socket call. Under the <em>sending lock</em> everything gathered is taken and handed to JeroMQ.
 * The sending lock is taken first where both are needed, so frames leave in the order in which they were taken. Who
 * finds the sending lock taken leaves its message to the holder, who looks again before it goes, or to the flusher.
 *
 * <p>A calling thread sends at once when the last sending is a while ago; so a message at a low rate goes out without a
 * hand-over. In a burst, messages gather and leave in full frames.
 */
public final class PublisherEngine implements Housekeeper.Chore, Flusher.Source {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.Publisher");

    /** Sendings closer together than this are gathered into one. */
    private static final long GATHER_NS = 50_000;

    /** Frames' worth of messages that may wait in front of the socket. */
    private static final int FRAMES_GATHERED = 4;

    /** How often a publishing thread looks whether others have left it more to send. */
    private static final int ROUNDS = 4;

    private static final int HEARD_AT_ONCE = 1_000;
    private static final int BEACONS_AT_ONCE = 100;
    private static final long PROBE_NS = 20_000_000;
    private static final long LONGEST_PROBE_NS = 200_000_000;

    private final Services services;
    private final PublisherConfig config;
    private final long epoch;
    private final boolean dropping;
    private final long blockNs;
    private final long gatherLimit;
    private final Map<String, PublishedTopic> topics = new ConcurrentHashMap<>();

    private final ReentrantLock gatherLock = new ReentrantLock();
    private final Gather gather;
    private final List<PublishedTopic> numbered = new ArrayList<>();
    private final Counter published = new Counter();
    private final Counter refused = new Counter();
    private final Counter untracked = new Counter();
    private long lastTakenNs;
    private boolean closing;
    private volatile boolean sendRequested;

    private final ReentrantLock sendLock = new ReentrantLock();
    private final PublishSocket socket;
    private final ArrayDeque<SealedFrame> outbox = new ArrayDeque<>();
    private final Audience audience;
    private final Beacons beacons;
    private boolean closed;

    /** Opens the socket, binds and connects. */
    public PublisherEngine(Services services, PublisherConfig config) {
        this.services = services;
        this.config = config;
        epoch = Epochs.next();
        dropping = config.overflow() instanceof OverflowPolicy.Drop;
        blockNs = config.overflow() instanceof OverflowPolicy.Block block
                ? block.timeout().toNanos()
                : 0;
        int frameLimit = config.frameLimit();
        gatherLimit = (long) FRAMES_GATHERED * frameLimit;
        gather = new Gather(epoch, frameLimit, PublisherEngine::epochNanos);
        audience = new Audience(epoch);
        beacons = new Beacons(config.beaconInterval().toNanos());
        lastTakenNs = System.nanoTime() - GATHER_NS;
        socket = new PublishSocket(services.context(), config, services.housekeeper()::wakeup);
        socket.socket().attach(config.endpoints());
        services.watches().add(socket.socket().watch());
        services.housekeeper().add(this);
        services.housekeeper().watch(socket.socket().signal());
        services.flusher().add(this);
    }

    public long epoch() {
        return epoch;
    }

    public List<String> endpoints() {
        return socket.socket().endpoints();
    }

    /** The topic, numbered at its first use. */
    public PublishedTopic topic(String name) {
        PublishedTopic topic = topics.get(name);
        return topic != null ? topic : newTopic(name);
    }

    private PublishedTopic newTopic(String name) {
        Topics.check("topic", name);
        byte[] withNul = Topics.withNul(name);
        gatherLock.lock();
        try {
            PublishedTopic topic = topics.get(name);
            if (topic != null) {
                return topic;
            }
            if (numbered.size() == config.maxTopics()) {
                return new PublishedTopic(name, withNul, 0);
            }
            topic = new PublishedTopic(name, withNul, numbered.size() + 1);
            numbered.add(topic);
            topics.put(name, topic);
            return topic;
        } finally {
            gatherLock.unlock();
        }
    }

    /** Accepts a copy of the message, or refuses it when the time of the overflow policy is over. */
    public boolean publish(PublishedTopic topic, ByteBuffer payload) {
        int length = payload.remaining();
        if (length > config.maxMessageBytes()) {
            throw new IllegalArgumentException(Checks.text(
                    "payload", length + " bytes", "<= " + config.maxMessageBytes(), "raise maxMessageBytes(n)"));
        }
        boolean sendNow = false;
        boolean room;
        gatherLock.lock();
        try {
            requireOpen();
            room = gather.room(length, gatherLimit);
            if (room) {
                add(topic, payload);
                sendNow = sendRequested;
            }
        } finally {
            gatherLock.unlock();
        }
        if (!room) {
            return publishWaiting(topic, payload);
        }
        if (sendNow) {
            sendRequested();
        } else {
            services.flusher().wake();
        }
        return true;
    }

    /** Under the gathering lock. */
    private void add(PublishedTopic topic, ByteBuffer payload) {
        gather.add(topic, payload);
        published.add(1);
        if (!topic.numbered()) {
            untracked.add(1);
        }
        if (gather.full() || System.nanoTime() - lastTakenNs >= GATHER_NS) {
            sendRequested = true;
        }
    }

    private boolean publishWaiting(PublishedTopic topic, ByteBuffer payload) {
        long deadline = System.nanoTime() + (dropping ? TimeUnit.DAYS.toNanos(1) : blockNs);
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= lockSending(deadline);
                if (sendLock.isHeldByCurrentThread()) {
                    try {
                        sendGathered(deadline);
                        hearSubscribers();
                    } finally {
                        unlockSending();
                    }
                }
                gatherLock.lock();
                try {
                    if (!closing && gather.room(payload.remaining(), gatherLimit)) {
                        add(topic, payload);
                        services.flusher().wake();
                        return true;
                    }
                    if (closing || System.nanoTime() - deadline >= 0) {
                        refused.add(1);
                        return false;
                    }
                } finally {
                    gatherLock.unlock();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the sending lock if it comes free before the deadline; returns whether an interrupt was taken. */
    private boolean lockSending(long deadlineNs) {
        boolean interrupted = false;
        while (true) {
            try {
                boolean unused = sendLock.tryLock(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private void unlockSending() {
        boolean interrupted = socket.socket().takeInterrupt();
        sendLock.unlock();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendRequested() {
        for (int round = 0; round < ROUNDS && sendRequested && sendLock.tryLock(); round++) {
            try {
                sendGathered(System.nanoTime());
                hearSubscribers();
            } finally {
                unlockSending();
            }
        }
        services.flusher().wake(); // For what another holder of the lock, or a full subscriber, has left.
    }

    /** Under the sending lock. Returns whether everything gathered until now was sent. */
    private boolean sendGathered(long deadlineNs) {
        if (closed) {
            return true;
        }
        long nowNs = System.nanoTime();
        if (!sendOutbox(deadlineNs, nowNs)) {
            return false;
        }
        gatherLock.lock();
        try {
            gather.takeAll(outbox);
            sendRequested = false;
            lastTakenNs = nowNs;
        } finally {
            gatherLock.unlock();
        }
        return sendOutbox(deadlineNs, nowNs);
    }

    private boolean sendOutbox(long deadlineNs, long nowNs) {
        SealedFrame frame = outbox.peek();
        while (frame != null) {
            if (!socket.send(frame.content(), deadlineNs)) {
                return false;
            }
            outbox.remove();
            sent(frame, nowNs);
            frame = outbox.peek();
        }
        return true;
    }

    private void sent(SealedFrame frame, long nowNs) {
        PublishedTopic topic = frame.topic();
        if (topic != null && topic.numbered()) {
            topic.sent(frame.lastSequence());
            beacons.sent(topic, nowNs);
        }
    }

    /** Under the sending lock: a frame of our own, behind a frame that waits for room. */
    private void sendControl(ByteBuffer content) {
        SealedFrame frame = new SealedFrame(content, null, 0, 0);
        if (!outbox.isEmpty() || !socket.send(content, System.nanoTime())) {
            outbox.add(frame);
            services.flusher().wake();
        }
    }

    /** Under the sending lock. Returns whether there may be more: a flood must not keep a publishing thread. */
    private boolean hearSubscribers() {
        if (closed) {
            return false;
        }
        int heard = 0;
        byte[] message = socket.receive();
        while (message != null) {
            audience.heard(message);
            message = ++heard < HEARD_AT_ONCE ? socket.receive() : null;
        }
        String waiting = outbox.isEmpty() ? audience.pollWaiting() : null;
        while (waiting != null) {
            echo(waiting);
            waiting = outbox.isEmpty() ? audience.pollWaiting() : null;
        }
        return heard == HEARD_AT_ONCE;
    }

    private void echo(String readyTopic) {
        List<PublishedTopic> known = knownTopics();
        long[] sent = new long[known.size()];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = known.get(i).sent();
        }
        ControlFrames.echo(readyTopic, epoch, epochNanos(), sent).forEach(this::sendControl);
    }

    @Override
    public Flusher.Left flush() {
        if (!sendLock.tryLock()) {
            return Flusher.Left.SENT; // The holder sends; look again soon.
        }
        try {
            if (closed || (outbox.isEmpty() && nothingGathered())) {
                return Flusher.Left.NOTHING;
            }
            return sendGathered(System.nanoTime()) ? Flusher.Left.SENT : Flusher.Left.STUCK;
        } finally {
            unlockSending();
        }
    }

    private boolean nothingGathered() {
        gatherLock.lock();
        try {
            return gather.messages() == 0;
        } finally {
            gatherLock.unlock();
        }
    }

    @Override
    public long work(long nowNs) {
        if (!sendLock.tryLock()) {
            return PROBE_NS; // Somebody sends and hears the subscribers; beacons are not that urgent.
        }
        try {
            if (closed) {
                return Long.MAX_VALUE;
            }
            boolean more = hearSubscribers();
            for (int i = 0; i < BEACONS_AT_ONCE && outbox.isEmpty(); i++) {
                PublishedTopic topic = beacons.due(nowNs);
                if (topic == null) {
                    return more ? 0 : beacons.waitNs(nowNs);
                }
                sendControl(ControlFrames.beacon(topic, epoch, epochNanos()));
                beacons.announced(nowNs);
            }
            return 1_000_000;
        } finally {
            unlockSending();
        }
    }

    /** Waits until so many distinct subscribers have answered a question sent on the topic. */
    public boolean awaitSubscribers(int count, String topic, Duration timeout) {
        long deadline = System.nanoTime() + Nanos.of(timeout);
        byte[] withNul = Topics.withNul(Topics.check("topic", topic));
        Probe probe = new Probe(ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE, count);
        audience.startProbe(probe);
        long waitNs = PROBE_NS;
        try {
            while (true) {
                ask(probe, withNul, deadline);
                long leftNs = deadline - System.nanoTime();
                if (probe.await(Math.min(waitNs, leftNs))) {
                    return true;
                }
                if (leftNs <= 0) {
                    return false;
                }
                waitNs = Math.min(2 * waitNs, LONGEST_PROBE_NS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            audience.endProbe(probe);
        }
    }

    private void ask(Probe probe, byte[] withNul, long deadline) throws InterruptedException {
        if (!sendLock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            return;
        }
        try {
            gatherLock.lock();
            try {
                requireOpen();
            } finally {
                gatherLock.unlock();
            }
            if (outbox.isEmpty()) {
                sendControl(ControlFrames.probe(withNul, epoch, epochNanos(), probe.id()));
            }
            hearSubscribers();
        } finally {
            unlockSending();
        }
    }

    public PublisherStats stats() {
        return new PublisherStats(
                published.get(),
                refused.get(),
                audience.dropped(),
                socket.batches(),
                socket.bytes(),
                socket.stalls(),
                topics.size(),
                untracked.get(),
                audience.ignored());
    }

    /** Under the gathering lock. */
    private void requireOpen() {
        if (closing) {
            throw new IllegalStateException("Publisher is closed; open a new one to publish");
        }
    }

    /**
     * Stops the intake, sends what was accepted, says the last sequences and the end, and leaves the rest to JeroMQ's
     * linger. Bounded by the linger, also on an interrupted thread.
     */
    public void close() {
        gatherLock.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
        } finally {
            gatherLock.unlock();
        }
        socket.socket().cancelWaiting();
        sendLock.lock();
        try {
            socket.socket().allowWaiting();
            flushForGood();
            closed = true;
            socket.close(config.linger());
        } finally {
            unlockSending();
        }
        services.watches().remove(socket.socket().watch());
        services.housekeeper().remove(this);
        services.flusher().remove(this);
    }

    /** First nobody loses; when half of the time is over, those who are full lose and the others still get the rest. */
    private void flushForGood() {
        socket.dropping(false);
        boolean all = sendGathered(System.nanoTime() + config.linger().toNanos() / 2);
        if (!all) {
            log.warn(
                    "{} messages of the publisher at {} were not sent within {}: a subscriber is full; it loses them",
                    outbox.stream().mapToLong(SealedFrame::messages).sum(),
                    endpoints(),
                    config.linger().dividedBy(2));
        }
        socket.dropping(!all);
        sendGathered(System.nanoTime());
        long deadline = System.nanoTime() + config.linger().toNanos() / 4;
        for (PublishedTopic topic : knownTopics()) {
            if (topic.announced() != topic.sent()) {
                sendLast(ControlFrames.beacon(topic, epoch, epochNanos()), deadline);
            }
        }
        sendLast(ControlFrames.end(epoch, epochNanos()), deadline);
    }

    private void sendLast(ByteBuffer content, long deadline) {
        if (!socket.send(content, deadline)) {
            socket.dropping(true);
            socket.send(content, deadline);
        }
    }

    private List<PublishedTopic> knownTopics() {
        gatherLock.lock();
        try {
            return List.copyOf(numbered);
        } finally {
            gatherLock.unlock();
        }
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
