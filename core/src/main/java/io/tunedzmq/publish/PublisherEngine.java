package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.AudienceMarks;
import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.audience.SlowAudienceWatch;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.internal.Text;
import io.tunedzmq.jeromq.Housekeeper;
import io.tunedzmq.jeromq.JeromqHealth;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The publisher behind the API. Thread-safe.
 *
 * <p>A message is numbered and gathered in the {@link PublishIntake}, and leaves by the {@link FramePump} under the
 * sending lock. Frames leave in the order in which they were taken, because taking needs the sending lock too. Who
 * sends, {@link Sender} decides.
 *
 * <p>At a low rate nothing waits. In a burst, messages gather and leave in full frames.
 */
public final class PublisherEngine implements Housekeeper.Chore {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    /** Somebody sends and hears the subscribers; beacons are not that urgent. */
    private static final long BUSY_NS = 20_000_000;

    /** For a listener that is being told something else. */
    private static final long LISTENER_NS = 500_000_000;

    /** For an I/O thread to give the endpoints back. */
    private static final long RELEASE_NS = 1_000_000_000;

    private final JeromqServices services;
    private final JeromqHealth health;
    private final PublisherSettings settings;
    private final long epoch = RandomIds.next();
    private final int largestPayload;
    private final TopicTable topics;
    private final PublishPace pace = new PublishPace(System.nanoTime());
    private final PublishIntake intake;
    private final PublishSocket socket;
    private final RemoteSubscribers subscribers;
    private final Audience audience;
    private final AudienceMarks marks;
    private final SlowAudienceWatch slowSubscribers;
    private final LostQueueDetector lostQueue;

    /** Whether it waits for its subscribers, all of them over TCP. */
    private final boolean blocks;

    private final PublisherEnd end = new PublisherEnd();
    private final SocketLock sendLock;
    private final FramePump pump;
    private final SendingDuties side;
    private final PublisherFarewell farewell;
    private final Sender sender;
    private final PublishWait waitingRoom;
    private final PublisherReadiness readiness;
    private final PublisherReadings readings;

    /** Opens the socket, binds and connects. */
    public PublisherEngine(
            JeromqServices services, OutgoingMemory memory, PublisherSettings settings, Consumer<SlowEpisode> onSlow) {
        this.services = services;
        health = services.context().health();
        this.settings = settings;
        largestPayload = settings.largestPayload();
        ControlFrames controls = new ControlFrames(epoch, Nanos::sinceEpoch);
        topics = new TopicTable(settings.maxTopics(), health::lostLock);
        boolean remote = settings.endpoints().stream().noneMatch(Endpoint::inproc);
        BundleGroups routes = new BundleGroups(remote, RandomIds.next());
        intake = new PublishIntake(settings, epoch, Nanos::sinceEpoch, pace, routes, health::lostLock);
        subscribers = new RemoteSubscribers(epoch, intake::published, topics::byNumber, health::lostLock);
        audience = new Audience(subscribers);
        marks = new AudienceMarks(controls, settings.beaconInterval().toNanos(), subscribers);
        EventSource its = EventSource.publisher(settings.name(), epoch);
        slowSubscribers = new SlowAudienceWatch(
                subscribers,
                marks,
                settings.slowAfter(),
                episode -> services.context().events().slow(its, episode),
                onSlow);
        lostQueue = new LostQueueDetector(services.context());
        blocks = settings.overflow() instanceof OverflowPolicy.Block && remote;
        try (HeldInterrupt held = HeldInterrupt.take()) { // JeroMQ would fail half-way.
            socket = new PublishSocket(services, memory, settings, controls);
            try {
                socket.recordAs(its);
                Beacons beacons = new Beacons(settings.beaconInterval().toNanos());
                FirstSubscriptions first = new FirstSubscriptions(topics::byNumber);
                UpstreamReader input = new UpstreamReader(socket, audience, routes, first, System::nanoTime);
                pump = new FramePump(intake, pace, socket, routes, input::hear, beacons, marks);
                OverflowRecovery recovery = new OverflowRecovery(controls, topics, socket, audience);
                Announcer announcer = new Announcer(controls, topics, beacons, marks, recovery, pump);
                side = new SendingDuties(
                        controls, pump, announcer, input, new Echoes(controls, topics, audience, pump));
                farewell = new PublisherFarewell(controls, audience, announcer, pump, side);
                sendLock = new SocketLock(
                        socket.socket(), () -> farewell.closeSocket(settings.linger()), health::lostLock);
                sender = new Sender(services, intake, socket.socket().watch(), sendLock, pump, side, settings.drops());
                waitingRoom = new PublishWait(services, intake, sendLock, side, settings.overflow());
                readiness = new PublisherReadiness(health, intake, audience, sendLock, side);
                PublisherReadings.Parts shown = new PublisherReadings.Parts(
                        new PublisherCounts(intake, topics, socket, subscribers),
                        new AudienceReports(subscribers, marks, sendLock, first),
                        socket,
                        announcer,
                        waitingRoom);
                readings = new PublisherReadings(settings, epoch, shown, end);
                open();
            } catch (RuntimeException | Error e) {
                held.takeNow();
                unregister();
                socket.close(Duration.ZERO);
                socket.socket().awaitReleased(System.nanoTime() + RELEASE_NS);
                throw e;
            }
        }
    }

    private void open() {
        sendLock.lock(); // So that nobody else takes an interrupt of this thread for its own.
        try {
            socket.socket().attach(settings.endpoints());
            services.handshakeHealer().add(socket.socket().watch());
            services.housekeeper().add(this);
            services.flusher().add(sender);
            services.housekeeper().watch(socket.socket().signal());
        } finally {
            sendLock.unlock();
        }
        sayIfLittleIsTaken();
    }

    /** Or it would be found when the first larger message throws, in a container and not on a desk. */
    private void sayIfLittleIsTaken() {
        if (settings.maxMessageBytes() == PublisherSettings.WHAT_FITS
                && largestPayload < PublisherSettings.LARGEST_FRAME) {
            log.warn(
                    "the publisher {} takes messages of up to {}, because the memoryBudget is {}; for larger ones raise memoryBudget(bytes) and with "
                            + "it -Xmx, or lower hwm(policy)",
                    place(),
                    Text.memory(largestPayload),
                    Text.memory(2 * settings.memoryBudget()));
        }
    }

    /** What it shows of itself. */
    public PublisherReadings readings() {
        return readings;
    }

    /** Its name, if it has one, and its endpoints, for a line of a log. */
    String place() {
        return Text.place(settings.name(), socket.socket().endpoints());
    }

    /** The topic, numbered at its first use. */
    public PublishedTopic topic(String name) {
        return topics.topic(name);
    }

    /** Accepts a copy of the message, or refuses it when the time of the overflow policy is over. */
    public boolean publish(PublishedTopic topic, byte[] payload, int offset, int length) {
        if (length > largestPayload) {
            settings.checkPayload(length);
        }
        health.require();
        switch (intake.offer(topic, payload, offset, length)) {
            case GATHERED -> services.flusher().wake();
            case TIME_TO_SEND -> send();
            case NO_ROOM -> {
                return waitingRoom.waitForRoom(topic, payload, offset, length);
            }
        }
        return true;
    }

    private void send() {
        try {
            sender.send();
        } catch (
                Throwable e) { // What was accepted is accepted; another thread sends it, as when there is memory again.
            health.failed(e);
            services.flusher().wake();
            log.error("a publishing thread could not send, which is left to another", e);
        }
    }

    /** As {@link #publish(PublishedTopic, byte[], int, int)}, from the buffer's position to its limit. */
    public boolean publish(PublishedTopic topic, ByteBuffer payload) {
        int length = payload.remaining();
        if (payload.hasArray()) {
            return publish(topic, payload.array(), payload.arrayOffset() + payload.position(), length);
        }
        settings.checkPayload(length); // Before that much is copied.
        byte[] copy = new byte[length];
        payload.get(payload.position(), copy);
        return publish(topic, copy, 0, length);
    }

    @Override
    public long work(long nowNs) {
        slowSubscribers.look(nowNs);
        readings.look(nowNs);
        lostQueue.look(blocks && pace.isStuck(), socket.batches(), nowNs);
        if (!sendLock.tryLock()) {
            return BUSY_NS;
        }
        try {
            long waitNs = side.work(nowNs);
            if (pump.isStuck() || sender.isOverdue()) {
                services.flusher().wake();
            }
            return waitNs;
        } finally {
            sendLock.unlock();
        }
    }

    /** Waits until so many distinct subscribers have answered a question sent on the topic. */
    public boolean awaitSubscribers(int count, String topic, Duration timeout) {
        return readiness.await(count, topic, timeout);
    }

    /** Stops the intake for good; false if it is closing already. */
    boolean startClosing(CloseCall by) {
        end.begin();
        boolean first = intake.close("Publisher is closed, " + by + "; open a new one to publish");
        if (first) {
            end.closesNow();
            socket.socket().cancelWaiting();
        }
        return first;
    }

    /** Takes nothing more; what was accepted is still sent. */
    void stopIntake(CloseCall by) {
        intake.stop("Publisher is drained, " + by + "; close it, and open a new one to publish");
    }

    /** Whether it is closed, or about to be. From any thread. */
    public boolean closing() {
        return end.isClosing();
    }

    /** Messages accepted and not yet handed to ZeroMQ. */
    long queued() {
        return pump.queued();
    }

    /** Of those accepted, how many found a subscriber full until the time to close was over. */
    long notSent() {
        return farewell.notSent();
    }

    RemoteSubscribers remoteSubscribers() {
        return subscribers;
    }

    /** Number of the mark sent last. */
    long lastMark() {
        return marks.last();
    }

    /** Does something under the sending lock, if that comes free in time; false if it did not. */
    boolean step(Predicate<PublisherFarewell> work, long patienceNs) {
        try (HeldInterrupt held = new HeldInterrupt()) {
            if (!held.await(sendLock::tryLock, System.nanoTime() + patienceNs)) {
                return false;
            }
            try {
                return work.test(farewell);
            } finally {
                sendLock.unlock();
            }
        }
    }

    /** From here on whoever has the sending lock closes the socket when it lets it go. */
    void startClosingSocket() {
        sendLock.closeWhenUnlocked();
        unregister();
    }

    /** Closes the socket if nobody is busy inside it for longer; whether that is done. */
    boolean closeSocket(long patienceNs) {
        return step(last -> true, patienceNs);
    }

    /** Waits until the endpoints are free again. */
    void awaitReleased(boolean socketClosed, long deadlineNs) {
        if (socketClosed) {
            socket.socket().awaitReleased(deadlineNs);
        } else {
            log.warn("a thread is busy with the publisher {}; its socket closes when that is done", place());
        }
    }

    /** Tells the listener that nobody is slow any more. */
    void sayTheEnd() {
        slowSubscribers.end(System.nanoTime() + LISTENER_NS);
    }

    void closed(CloseReport report) {
        end.report(report);
    }

    /** Whoever closes it is done with that. */
    void isAtRest() {
        end.isAtRest();
    }

    /** Waits until whoever closes it is done with that. */
    void awaitRest(HeldInterrupt held, long deadlineNs) {
        end.awaitRest(held, deadlineNs);
    }

    /** What became of the last messages; null before it is closed. */
    public @Nullable CloseReport closeReport() {
        return end.report();
    }

    private void unregister() {
        services.handshakeHealer().remove(socket.socket().watch());
        services.housekeeper().remove(this);
        services.flusher().remove(sender);
    }
}
