package io.tunedzmq.subscribe;

import io.tunedzmq.connection.RefusedFrames;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.DurationListeners;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.SubscriberReading;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.window.ContextSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a subscriber shows of itself: to its user, to exporters and to a diagnosis. Thread-safe. */
public final class SubscriberReadings implements MeasuredSocket<SubscriberReading> {
    private final SubscriberSettings settings;
    private final long id;
    private final SubscribeSocket subscribeSocket;
    private final TunedSocket socket;
    private final SequenceLedger ledger;
    private final ReceivedFrames incoming;
    private final Upstream upstream;
    private final SubscriberWatch watch;
    private final ReceivingThread receiver;
    private final SubscriberEnd end;
    private final SubscriberTroubles troubles;
    private final Counter handlerFailures = new Counter();

    SubscriberReadings(
            SubscriberSettings settings, long id, SubscriberParts parts, ReceivingThread receiver, SubscriberEnd end) {
        this.settings = settings;
        this.id = id;
        subscribeSocket = parts.subscribeSocket();
        socket = parts.socket();
        ledger = parts.ledger();
        incoming = parts.incoming();
        upstream = parts.upstream();
        watch = parts.watch();
        this.receiver = receiver;
        this.end = end;
        troubles = new SubscriberTroubles(settings.slow().threshold().toNanos());
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public List<String> endpoints() {
        return socket.endpoints();
    }

    public SubscriberStats stats() {
        return new SubscriberStats(
                incoming.received(),
                ledger.dropped(),
                ledger.gaps(),
                ledger.duplicates(),
                ledger.restarts(),
                ledger.ended(),
                watch.silences(),
                watch.slowEpisodes(),
                ledger.reconnects(),
                incoming.untagged(),
                incoming.malformed(),
                ledger.untracked(),
                ledger.implausible(),
                ledger.unwanted() + incoming.unwanted(),
                handlerFailures.get());
    }

    /** A handler of messages has thrown. By the receiving thread. */
    public void handlerFailed() {
        handlerFailures.add(1);
    }

    /** A row for each publisher. */
    public List<PublisherReport> publishers() {
        return ledger.publishers(System.nanoTime());
    }

    /** TCP connections to peers that have said hello. */
    public int connections() {
        return (int) Math.min(Integer.MAX_VALUE, socket.watch().connected());
    }

    /** To be called now and then: troubles are told by what has grown lately. */
    void look(long nowNs) {
        troubles.look(ledger.dropped(), handlerFailures.get(), nowNs);
    }

    @Override
    public SubscriberReading read() {
        boolean open = !end.isClosing();
        return new SubscriberReading(
                stats(),
                open,
                open && upstream.ready(),
                open ? connections() : 0,
                subscribeSocket.frames().heldBytes(),
                open ? watch.waitingNs(System.nanoTime()) : 0);
    }

    @Override
    public List<String> troubles() {
        long nowNs = System.nanoTime();
        return end.isClosing()
                ? List.of()
                : troubles.find(
                        socket.absent(), watch.waitingNs(nowNs), ledger.dropped(), handlerFailures.get(), nowNs);
    }

    /** Whether it is closed, or about to be. */
    public boolean closed() {
        return end.isClosing();
    }

    @Override
    public boolean isOver() {
        return end.isClosing() && receiver.isIdle();
    }

    @Override
    public DurationListeners durations() {
        return incoming.latencies();
    }

    /** Ports of this machine that its connections use. */
    public Set<Integer> localPorts() {
        return socket.localPorts();
    }

    /** The thread that received last; null if none has. */
    public @Nullable Thread receivingThread() {
        return receiver.last();
    }

    /** For a diagnosis. */
    public ContextSnapshot.Subscriber observe() {
        Thread last = receiver.last();
        return new ContextSnapshot.Subscriber(
                id,
                settings.name(),
                socket.endpoints(),
                stats(),
                settings.hwm().resolve(),
                socket.connections(),
                socket.watch().connected(),
                last != null && last.isAlive(),
                receiver.isWaiting(),
                receiver.emptied(),
                subscribeSocket.frames().connections().backedUp(),
                upstream.unheard(),
                upstream.ready(),
                settings.topics().stream().findFirst().orElse(""),
                Optional.ofNullable(incoming.misspelledTopic()),
                watch.quiet(System.nanoTime()),
                refused());
    }

    private ContextSnapshot.Refused refused() {
        RefusedFrames refused = subscribeSocket.frames().refused();
        return new ContextSnapshot.Refused(refused.connections(), refused.largest(), refused.budget());
    }
}
