package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.TopicFilter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for every sequence a subscriber sees, to the message.
 *
 * <p>A topic of an epoch is complete from its baseline on: the last sequence the publisher had sent when it answered
 * the subscriber's first ready request, or the first message if that came earlier. From there on a jump is a gap,
 * whatever its cause; a late join, a filter, a restart or a duplicate never is. What no publisher can have reached is
 * no gap but implausible, and where a frame is accounted for depends on its connection: see {@link EpochTable}.
 *
 * <p>Confined: one receiving thread at a time. The counters may be read from any thread.
 */
public final class SequenceLedger {
    private static final int LONGEST_EVERY_SECONDS = 3_600;

    private final EpochTable epochs;
    private final LedgerTopics topics;
    private final PlausibleLosses losses;
    private final LastSequences announcements;
    private final LedgerReports reports;
    private final LedgerMessages messages;
    private final RouteOrder order;
    private final LongConsumer onEnd;

    private final Counter ended = new Counter();
    private final Counter unwantedBeacons = new Counter();

    /**
     * @param maxTopics topics of all epochs that are checked
     * @param onGap told of each gap by the receiving thread
     * @param onEnd told by it of each publisher instance that says its end
     */
    public SequenceLedger(TopicFilter filter, int maxTopics, Consumer<Gap> onGap, LongConsumer onEnd) {
        this.onEnd = onEnd;
        epochs = new EpochTable(maxTopics, this::absorb);
        topics = new LedgerTopics(filter, epochs);
        losses = new PlausibleLosses(onGap);
        announcements = new LastSequences(epochs, topics, losses);
        messages = new LedgerMessages(topics, losses);
        reports = new LedgerReports(epochs);
        order = new RouteOrder(epochs, losses);
    }

    /** Which frames have to wait before they are accepted. */
    public RouteOrder order() {
        return order;
    }

    private void absorb(EpochLedger books, EpochLedger later) {
        announcements.absorb(books, later);
    }

    /** Whom to tell of publishers that came back as new instances; at first nobody. */
    public void onRestart(RestartListener listener) {
        epochs.onRestart(listener);
    }

    /** Publishers may send from now on; without it, since the first frame. */
    public void begin(long nowNs) {
        losses.now(nowNs);
    }

    /**
     * Accounts for a frame.
     *
     * @param nowNs the nano clock
     * @return what is to be handed out of it; null if nothing is
     */
    public @Nullable AccountedMessages accept(FrameReader frame, HeardConnection connection, long nowNs) {
        losses.now(nowNs);
        epochs.reads(nowNs);
        FrameKind kind = frame.kind();
        EpochRoute route = epochs.route(frame.epoch(), connection, nowNs);
        connection.heardNs = nowNs;
        if (route == null) {
            connection.isUnchecked |= kind.holdsMessages();
            return kind.holdsMessages() ? messages.unchecked(frame, connection) : null;
        }
        if (kind == FrameKind.ECHO || kind == FrameKind.BASELINE) {
            route.echoed(frame.sequence());
        }
        EpochLedger books = route.books;
        if (books == null || books.main != route || books.standing != EpochStanding.BELIEVED) {
            // Only what had to wait for an older connection shows that nothing of that one is left.
            books = epochs.arrives(route, kind.holdsMessages() || kind == FrameKind.BEACON, nowNs);
        }
        books.over = false;
        route.heardNs = epochs.quietNs();
        books.heard.set(nowNs);
        if (books.isCompared()) {
            books.brings(frame, epochs.quietNs());
        }
        boolean isOpen = books.standing == EpochStanding.OPEN;
        switch (kind) {
            case DATA, BUNDLE -> {
                return isOpen ? disbelieve(books) : messages.enter(books, frame);
            }
            case ECHO, BASELINE -> echo(route, books, frame, nowNs);
            case BEACON, DIGEST, END, MARK -> {
                if (isOpen) {
                    disbelieve(books);
                } else {
                    control(books, frame, connection);
                }
            }
            case PROBE -> {
                // Answered by the subscriber; says nothing about sequences.
            }
        }
        return null;
    }

    private @Nullable AccountedMessages disbelieve(EpochLedger books) {
        losses.disbelieve(books);
        return null;
    }

    private void echo(EpochRoute route, EpochLedger before, FrameReader frame, long nowNs) {
        EpochLedger books = epochs.proven(route, before, nowNs);
        books.heard.set(nowNs);
        if (books.main != route) {
            return; // On a second path it may run ahead of the messages.
        }
        if (books.standing != EpochStanding.OPEN || !books.isComplete()) {
            announcements.baseline(books, frame, route.connection);
        }
        if (frame.kind() == FrameKind.ECHO) {
            books.echoed(frame.echoedTopics(), frame.sequence());
        }
    }

    private void control(EpochLedger books, FrameReader frame, HeardConnection connection) {
        switch (frame.kind()) {
            case BEACON -> unwantedBeacons.add(announcements.beacon(books, frame, connection) ? 0 : 1);
            case DIGEST -> announcements.digest(books, frame, connection);
            case END -> end(books);
            case MARK -> {
                announcements.digest(books, frame, connection);
                mark(books, frame, connection);
            }
            case DATA, BUNDLE, ECHO, BASELINE, PROBE -> {
                // Taken elsewhere.
            }
        }
    }

    private void end(EpochLedger books) {
        epochs.over(books);
        if (!books.ended) {
            books.ended = true;
            if (books.standing == EpochStanding.BELIEVED) { // Nobody ends another one.
                ended.add(1);
                reports.ends(books);
                onEnd.accept(books.epoch());
            }
        }
    }

    private void mark(EpochLedger books, FrameReader frame, HeardConnection connection) {
        books.everySeconds = Math.max(1, Math.min(frame.reportSeconds(), LONGEST_EVERY_SECONDS));
        // On a second path it may have overtaken messages.
        if (connection == books.connection() && frame.sequence() > books.mark) {
            reports.asks(books, frame.sequence());
        }
    }

    /**
     * Notes as soon as it was read that an answer to a request of this subscriber came: frames may wait for that proof.
     */
    public void answered(FrameReader frame, HeardConnection connection, long nowNs) {
        epochs.echoed(frame.epoch(), frame.sequence(), connection, nowNs);
    }

    /**
     * Numbers of answers that have come from the believed publisher with the epoch, the most telling first; 0: none.
     * They are told to that publisher alone: who passes its question on from elsewhere is not to have the answer.
     *
     * @param connection over which it asks
     */
    public long[] answers(long epoch, HeardConnection connection) {
        return epochs.echoes(epoch, connection);
    }

    /** Whether it would help to ask publishers once more for a proof. */
    public boolean proofWanted() {
        return epochs.proofWanted();
    }

    /** Nothing is left to be read, and what was read is accounted for, or put aside. */
    public void nothingIsLeft(long nowNs) {
        epochs.nothingIsLeft(nowNs);
    }

    /** Whether a publisher waits for a report: a MARK or its end came since the last ones. */
    public boolean reportsWanted() {
        return reports.wanted();
    }

    /**
     * The reports that are due: for publishers that asked, and for others whose books have changed and that should have
     * asked long ago, because what they asked is still behind the messages.
     *
     * @param key of the subscriber
     * @param within seconds within which the next ones come if there is something new
     * @param notHandedOut messages of the frame accepted last that the application has not taken yet
     * @param nowNs the nano clock
     */
    public List<ControlRequest.Report> reports(long key, long within, long notHandedOut, long nowNs) {
        return reports.take(key, within, messages.lastBooks(), Math.min(notHandedOut, messages.inLastBooks()), nowNs);
    }

    /** Reports are to be made anew: publishers may have forgotten them with a lost connection. */
    public void reportAgain() {
        reports.again();
    }

    /** Goes over the publisher instances known. */
    public void forEach(InstanceVisitor visitor) {
        for (EpochLedger books : epochs.believed()) {
            long heardNs = Nanos.later(books.heard.get(), books.signNs);
            boolean over = books.over || books.ended || books.wasAFlash();
            visitor.visit(books.epoch(), books.connection(), heardNs, over);
        }
    }

    /**
     * Takes a publisher instance: identity, the connection over which it comes, nano time when it was heard last, and
     * whether nothing more is expected of it.
     */
    @FunctionalInterface
    public interface InstanceVisitor {
        void visit(long epoch, HeardConnection connection, long heardNs, boolean over);
    }

    /** A row for each publisher. From any thread. */
    public List<PublisherReport> publishers(long nowNs) {
        return epochs.all().stream()
                .sorted((one, other) -> Long.compare(one.sinceNs - nowNs, other.sinceNs - nowNs))
                .map(books -> books.row(nowNs))
                .toList();
    }

    public long dropped() {
        return losses.dropped();
    }

    public long gaps() {
        return losses.gaps();
    }

    public long duplicates() {
        return messages.duplicates();
    }

    /** Publisher instances that have said their end. */
    public long ended() {
        return ended.get();
    }

    /** Where the publisher instance is, {@code ip:port}; null where that is unknown. By the receiving thread. */
    public @Nullable String address(long epoch) {
        return epochs.address(epoch);
    }

    public long restarts() {
        return epochs.restarts();
    }

    public long reconnects() {
        return epochs.reconnects();
    }

    public long untracked() {
        return messages.untracked();
    }

    /** Frames that were not believed. */
    public long implausible() {
        return losses.implausible();
    }

    /** Frames of topics that nobody asked for. */
    public long unwanted() {
        return unwantedBeacons.get() + messages.unwanted();
    }
}
