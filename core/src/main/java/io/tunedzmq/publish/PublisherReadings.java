package io.tunedzmq.publish;

import io.tunedzmq.audience.AudienceLag;
import io.tunedzmq.internal.DurationListeners;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.PublisherReading;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.window.ContextSnapshot;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What a publisher shows of itself: to its user, to exporters and to a diagnosis. Thread-safe. */
public final class PublisherReadings implements MeasuredSocket<PublisherReading> {
    private final PublisherSettings settings;
    private final long epoch;
    private final long openedNs = System.nanoTime();
    private final PublisherCounts counts;
    private final AudienceReports subscribers;
    private final PublishSocket socket;
    private final Announcer announcer;
    private final PublishWait waitingRoom;
    private final PublisherEnd end;
    private final PublisherTroubles troubles;

    /** What they are taken from. Each part says which threads may use it. */
    record Parts(
            PublisherCounts counts,
            AudienceReports subscribers,
            PublishSocket socket,
            Announcer announcer,
            PublishWait waitingRoom) {}

    PublisherReadings(PublisherSettings settings, long epoch, Parts parts, PublisherEnd end) {
        this.settings = settings;
        this.epoch = epoch;
        counts = parts.counts();
        subscribers = parts.subscribers();
        socket = parts.socket();
        announcer = parts.announcer();
        waitingRoom = parts.waitingRoom();
        this.end = end;
        troubles = new PublisherTroubles(settings.drops(), settings.slowAfter().toNanos());
    }

    @Override
    public long id() {
        return epoch;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public List<String> endpoints() {
        return socket.socket().endpoints();
    }

    public PublisherStats stats() {
        return counts.stats();
    }

    /** What is known of each subscriber. */
    public List<SubscriberReport> subscribers() {
        return subscribers.rows();
    }

    /** To be called now and then: troubles are told by what has grown lately. */
    void look(long nowNs) {
        troubles.look(stats(), nowNs);
    }

    @Override
    public PublisherReading read() {
        AudienceLag lag = subscribers.lag();
        return new PublisherReading(
                stats(),
                !end.isClosing(),
                lag.subscribers(),
                lag.behind(),
                lag.ns(),
                socket.queuedBytes(),
                full(),
                waitingRoom.waiting());
    }

    @Override
    public List<String> troubles() {
        long nowNs = System.nanoTime();
        return end.isClosing()
                ? List.of()
                : troubles.find(
                        socket.socket().absent(),
                        socket.stalls().onForNs(nowNs),
                        subscribers.lag().ns(),
                        stats(),
                        nowNs);
    }

    @Override
    public boolean isOver() {
        return end.report() != null;
    }

    @Override
    public DurationListeners durations() {
        return waitingRoom.durations();
    }

    /** Whether a subscriber's queue is full; a moment behind. */
    public boolean full() {
        return announcer.passesOver() || socket.stalls().isOn();
    }

    /** Whether that is one who gets nothing until it has read half of it; a moment behind. */
    public boolean passedOver() {
        return socket.passedOver();
    }

    /** Whether a full queue loses messages; else {@code publish} waits. */
    public boolean drops() {
        return settings.drops();
    }

    /** Those that it makes over TCP. */
    public List<ContextSnapshot.Connection> connections() {
        return socket.socket().connections();
    }

    /** Ports of this machine that its connections use. */
    public Set<Integer> localPorts() {
        return socket.socket().localPorts();
    }

    /** For a diagnosis. */
    public ContextSnapshot.Publisher observe() {
        long heardAtNs = subscribers.first().heardNs();
        List<SubscriberReport> reports = subscribers.rowsNow();
        return new ContextSnapshot.Publisher(
                settings.name(),
                endpoints(),
                connections(),
                socket.socket().watch().connected(),
                stats(),
                reports,
                counts.largestPayload(),
                new ContextSnapshot.Queue(
                        settings.hwm().resolve(),
                        settings.memoryBudget(),
                        settings.frameBytes(),
                        settings.maxMessageBytes()),
                drops(),
                waitingRoom.waiting(),
                heardAtNs == 0 ? OptionalLong.empty() : OptionalLong.of(heardAtNs - openedNs),
                subscribers.first().publishedUnheard(),
                heardAtNs,
                socket.givenUp());
    }
}
