package io.tunedzmq.socket;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.PublisherConfig;
import io.tunedzmq.diagnosis.Observation;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publisher behind the API. Thread-safe.
 *
 * <p>A message is numbered and gathered in the {@link Intake}, and leaves by {@link Outgoing} under the sending lock.
 * Frames leave in the order in which they were taken, because taking needs the sending lock too. Who finds it taken
 * leaves its message to the holder, who looks again before it goes, or to the {@link Flusher}.
 *
 * <p>A calling thread sends at once when the last sending is a while ago; so a message at a low rate goes out without a
 * hand-over. In a burst, messages gather and leave in full frames.
 */
public final class PublisherEngine implements Housekeeper.Chore, Flusher.Source {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.Publisher");

    /** How often a publishing thread looks whether others have left it more to send. */
    private static final int ROUNDS = 4;

    private static final long PROBE_NS = 20_000_000;
    private static final long LONGEST_PROBE_NS = 200_000_000;

    /** For another thread to send what it has; a timeout of zero means not to wait for subscribers. */
    private static final long LEAST_LOCK_NS = 10_000_000;

    /** How long a step of closing waits for a thread that is sending. */
    private static final long CLOSE_STEP_NS = 10_000_000;

    private final Services services;
    private final PublisherConfig config;
    private final long epoch = Epochs.next();
    private final long openedNs = System.nanoTime();
    private final long patienceNs;
    private final int largestPayload;
    private final Intake intake;
    private final PublishSocket socket;
    private final Audience audience = new Audience(epoch);
    private final ReentrantLock sendLock = new ReentrantLock();
    private final Outgoing outgoing;

    /** Opens the socket, binds and connects. */
    public PublisherEngine(Services services, PublisherConfig config) {
        this.services = services;
        this.config = config;
        largestPayload = config.largestPayload();
        patienceNs = config.overflow() instanceof OverflowPolicy.Block block
                ? block.timeout().toNanos()
                : TimeUnit.DAYS.toNanos(1); // Dropping never waits for a subscriber, only for a thread that sends.
        intake = new Intake(config, epoch, PublisherEngine::epochNanos);
        boolean interrupted = Thread.interrupted(); // JeroMQ would fail half-way.
        socket = new PublishSocket(services.context(), config, services.housekeeper()::wakeup);
        try {
            Beacons beacons = new Beacons(config.beaconInterval().toNanos());
            outgoing = new Outgoing(epoch, PublisherEngine::epochNanos, intake, socket, audience, beacons);
            socket.socket().attach(config.endpoints());
            services.watches().add(socket.socket().watch());
            services.housekeeper().add(this);
            services.flusher().add(this);
            services.housekeeper().watch(socket.socket().signal());
        } catch (RuntimeException | Error e) {
            unregister();
            socket.close(Duration.ZERO);
            throw e;
        } finally {
            boolean taken = socket.socket().takeInterrupt();
            if (interrupted || taken) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public long epoch() {
        return epoch;
    }

    public List<String> endpoints() {
        return socket.socket().endpoints();
    }

    /** The topic, numbered at its first use. */
    public PublishedTopic topic(String name) {
        return intake.topic(name);
    }

    /** Accepts a copy of the message, or refuses it when the time of the overflow policy is over. */
    public boolean publish(PublishedTopic topic, byte[] payload, int offset, int length) {
        if (length > largestPayload) {
            config.checkPayload(length);
        }
        switch (intake.offer(topic, payload, offset, length)) {
            case GATHERED -> services.flusher().wake();
            case TIME_TO_SEND -> send();
            case NO_ROOM -> {
                return publishWaiting(topic, payload, offset, length);
            }
        }
        return true;
    }

    /** As {@link #publish(PublishedTopic, byte[], int, int)}, from the buffer's position to its limit. */
    public boolean publish(PublishedTopic topic, ByteBuffer payload) {
        int length = payload.remaining();
        if (payload.hasArray()) {
            return publish(topic, payload.array(), payload.arrayOffset() + payload.position(), length);
        }
        config.checkPayload(length); // Before that much is copied.
        byte[] copy = new byte[length];
        payload.get(payload.position(), copy);
        return publish(topic, copy, 0, length);
    }

    private void send() {
        boolean left = false;
        for (int round = 0; round < ROUNDS && intake.timeToSend() && sendLock.tryLock(); round++) {
            try {
                left = !outgoing.sendGathered(System.nanoTime());
                if (outgoing.hearSubscribers()) {
                    services.housekeeper().wakeup();
                }
            } finally {
                unlockSending();
            }
        }
        if (left || !intake.isEmpty()) { // A subscriber is full, or another thread holds the lock.
            services.flusher().wake();
        }
    }

    private boolean publishWaiting(PublishedTopic topic, byte[] payload, int offset, int length) {
        long deadline = System.nanoTime() + patienceNs;
        long lockDeadline = deadline + LEAST_LOCK_NS;
        boolean interrupted = false;
        boolean lastTime = false;
        try {
            while (true) {
                interrupted |= lockSending(lockDeadline);
                if (sendLock.isHeldByCurrentThread()) {
                    try {
                        outgoing.sendGathered(deadline);
                        outgoing.hearSubscribers();
                    } finally {
                        unlockSending();
                    }
                }
                lastTime = System.nanoTime() - deadline >= 0;
                if (intake.offerAgain(topic, payload, offset, length, lastTime) != Intake.Offer.NO_ROOM) {
                    services.flusher().wake();
                    return true;
                }
                if (lastTime || intake.stopped()) {
                    return false;
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

    @Override
    public Flusher.Left flush() {
        if (!sendLock.tryLock()) {
            return Flusher.Left.STUCK;
        }
        try {
            if (outgoing.idle()) {
                return Flusher.Left.NOTHING;
            }
            if (!outgoing.isDue()) {
                return Flusher.Left.RECENT;
            }
            return outgoing.sendGathered(System.nanoTime()) ? Flusher.Left.SENT : Flusher.Left.STUCK;
        } finally {
            unlockSending();
        }
    }

    @Override
    public long work(long nowNs) {
        if (!sendLock.tryLock()) {
            return PROBE_NS; // Somebody sends and hears the subscribers; beacons are not that urgent.
        }
        try {
            long waitNs = outgoing.work(nowNs);
            if (outgoing.stuck()) {
                services.flusher().wake();
            }
            return waitNs;
        } finally {
            unlockSending();
        }
    }

    /** Waits until so many distinct subscribers have answered a question sent on the topic. */
    public boolean awaitSubscribers(int count, String topic, Duration timeout) {
        long deadline = System.nanoTime() + Nanos.of(timeout);
        byte[] withNul = Topics.withNul(Topics.check("topic", topic));
        Probe probe = new Probe(Probe.newId(), count);
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
        intake.checkOpen();
        if (sendLock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            try {
                outgoing.ask(withNul, probe.id());
                outgoing.hearSubscribers();
            } finally {
                unlockSending();
            }
        }
    }

    public PublisherStats stats() {
        return new PublisherStats(
                intake.published(),
                intake.refused(),
                audience.dropped(),
                socket.batches(),
                socket.bytes(),
                socket.stalls(),
                intake.topics(),
                intake.untracked(),
                audience.ignored());
    }

    /** Whether a subscriber's queue is full; a moment behind. From any thread. */
    public boolean full() {
        return outgoing.full();
    }

    /** For a diagnosis. From any thread. */
    public Observation.Publisher observe() {
        long heardAtNs = outgoing.heardAtNs();
        return new Observation.Publisher(
                endpoints(),
                stats(),
                config.hwm().resolve(),
                config.overflow() instanceof OverflowPolicy.Drop,
                heardAtNs == 0 ? OptionalLong.empty() : OptionalLong.of(heardAtNs - openedNs),
                outgoing.publishedUnheard(),
                heardAtNs);
    }

    /**
     * Closes publishers side by side within one linger: stops the intake, sends what was accepted, says the last
     * sequences and the end, and leaves the rest to JeroMQ's linger. Also on an interrupted thread.
     *
     * <p>For the first half of the time nobody loses; then those who are full lose the rest, and the others still get it.
     * Once anybody has lost something, the last words are repeated until every subscriber of ours has heard them or the
     * time is over: a subscriber that was full gets nothing before it has read half of its queue.
     */
    public static void closeAll(Collection<PublisherEngine> engines, Duration linger) {
        boolean interrupted = Thread.interrupted();
        long start = System.nanoTime();
        List<PublisherEngine> closing =
                engines.stream().filter(engine -> engine.intake.stop()).toList();
        closing.forEach(engine -> engine.socket.socket().cancelWaiting());
        repeat(closing, engine -> engine.step(Outgoing::closeBySending), start + linger.toNanos() / 2);
        repeat(
                closing,
                engine -> engine.step(last -> last.closeByDropping(engine.endpoints())),
                start + linger.toNanos() / 2 + CLOSE_STEP_NS);
        repeat(closing, engine -> engine.step(Outgoing::closeBySayingTheEnd), start + linger.toNanos());
        closing.forEach(PublisherEngine::closeSocket);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Repeats a step with each that has not done it, at least once and until the time is over. */
    private static void repeat(List<PublisherEngine> engines, Predicate<PublisherEngine> step, long deadlineNs) {
        List<PublisherEngine> left = new ArrayList<>(engines);
        left.removeIf(step);
        while (!left.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
            left.removeIf(step);
        }
    }

    private boolean step(Predicate<Outgoing> work) {
        lockSending(System.nanoTime() + CLOSE_STEP_NS);
        if (!sendLock.isHeldByCurrentThread()) {
            return false;
        }
        try {
            return work.test(outgoing);
        } finally {
            unlockSending();
        }
    }

    private void closeSocket() {
        boolean done = step(last -> {
            last.closeSocket(config.linger());
            return true;
        });
        if (!done) {
            log.error("a thread of the publisher at {} is stuck inside JeroMQ; its socket stays open", endpoints());
        }
        unregister();
    }

    private void unregister() {
        services.watches().remove(socket.socket().watch());
        services.housekeeper().remove(this);
        services.flusher().remove(this);
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
