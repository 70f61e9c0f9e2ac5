package io.tunedzmq.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for every sequence a subscriber sees, to the message.
 *
 * <p>A topic of an epoch is complete from its baseline on: the last sequence the publisher had sent when it answered the
 * subscriber's first ready request, or the first message if that came earlier. From there on a jump is a gap, whatever
 * its cause; a late join, a filter, a restart or a duplicate never is. What no publisher can have reached is no gap but
 * implausible, and where a frame is accounted for depends on its connection: see {@link EpochTable}.
 *
 * <p>Confined: one receiving thread at a time. The counters may be read from any thread.
 */
public final class SequenceLedger {
    private static final int LONGEST_EVERY_SECONDS = 3_600;

    private final TopicFilter filter;
    private final Consumer<Gap> onGap;
    private final EpochTable epochs;
    private final ReceiverReports reports;
    private final Plausible plausible = new Plausible();
    private @Nullable EpochLedger open;
    private boolean endIsNews;
    private int skip;

    private final Counter ended = new Counter();
    private final Counter dropped = new Counter();
    private final Counter gaps = new Counter();
    private final Counter duplicates = new Counter();
    private final Counter untracked = new Counter();
    private final Counter implausible = new Counter();
    private final Counter unwanted = new Counter();

    /**
     * @param maxTopics topics of all epochs that are checked
     * @param onGap told of each gap by the receiving thread
     */
    public SequenceLedger(TopicFilter filter, int maxTopics, Consumer<Gap> onGap) {
        this.filter = filter;
        this.onGap = onGap;
        epochs = new EpochTable(maxTopics);
        reports = new ReceiverReports(epochs);
    }

    /** Publishers may send from now on; without it, since the first frame. */
    public void begin(long nowNs) {
        plausible.begin(nowNs);
    }

    /**
     * Accounts for a frame.
     *
     * @param nowNs the nano clock
     * @return the topic whose records, after the first {@link #skip()}, are to be handed out; null if none are
     */
    public @Nullable TopicLedger accept(FrameReader frame, PeerConnection connection, long nowNs) {
        plausible.begin(nowNs);
        endIsNews = false;
        FrameKind kind = frame.kind();
        Route route = epochs.route(frame.epoch(), connection, nowNs);
        connection.heardNs = nowNs;
        if (route == null) {
            return kind == FrameKind.DATA ? unchecked(frame, connection) : null;
        }
        if (kind == FrameKind.ECHO || kind == FrameKind.BASELINE) {
            route.echoed(frame.sequence());
        }
        EpochLedger books = route.books;
        if (books == null || books.main != route || books.apart) {
            // Only what had to wait for an older connection shows that nothing of that one is left.
            books = epochs.arrives(route, kind == FrameKind.DATA || kind == FrameKind.BEACON, nowNs);
        }
        books.over = false;
        books.heard.set(nowNs);
        switch (kind) {
            case DATA -> {
                return epochs.isMereClaim(route, nowNs) ? disbelieve(books) : data(books, frame);
            }
            case ECHO, BASELINE -> echo(route, books, frame, nowNs);
            case BEACON, DIGEST, END, MARK -> {
                if (epochs.isMereClaim(route, nowNs)) {
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

    private @Nullable TopicLedger disbelieve(EpochLedger books) {
        skip = 0;
        implausible.add(1);
        books.implausible.add(1);
        return null;
    }

    /** Counts a frame that was discarded because it ran too far ahead of another connection of its publisher. */
    public void tooFarAhead(FrameReader frame, PeerConnection connection) {
        EpochLedger books = epochs.find(frame.epoch(), connection);
        implausible.add(1);
        if (books != null) {
            books.implausible.add(1);
        }
    }

    private void echo(Route route, EpochLedger before, FrameReader frame, long nowNs) {
        EpochLedger books = epochs.proven(route, before, nowNs);
        books.heard.set(nowNs);
        baseline(books, frame, route.connection);
        if (frame.kind() == FrameKind.ECHO) {
            books.echoed(frame.topicNumber(), frame.sequence());
        }
    }

    private void control(EpochLedger books, FrameReader frame, PeerConnection connection) {
        switch (frame.kind()) {
            case BEACON -> beacon(books, frame, connection);
            case DIGEST -> digest(books, frame, connection);
            case END -> end(books);
            case MARK -> {
                digest(books, frame, connection);
                mark(books, frame, connection);
            }
            case DATA, ECHO, BASELINE, PROBE -> {
                // Taken elsewhere.
            }
        }
    }

    private void end(EpochLedger books) {
        epochs.over(books);
        if (!books.ended) {
            books.ended = true;
            if (!books.apart) { // Nobody ends another one.
                endIsNews = true;
                ended.add(1);
                reports.ends(books);
            }
        }
    }

    /** Whether the frame accepted last was the end of a publisher that was not known to have ended. */
    public boolean endIsNews() {
        return endIsNews;
    }

    private void mark(EpochLedger books, FrameReader frame, PeerConnection connection) {
        books.everySeconds = Math.max(1, Math.min(frame.topicNumber(), LONGEST_EVERY_SECONDS));
        // On a second path it may have overtaken messages.
        if (connection == books.connection() && frame.sequence() > books.mark) {
            reports.asks(books, frame.sequence());
        }
    }

    /** Leading records of the frame just accepted that had arrived before. */
    public int skip() {
        return skip;
    }

    /** Notes as soon as it was read that an answer to a request of this subscriber came: frames may wait for that proof. */
    public void answered(FrameReader frame, PeerConnection connection, long nowNs) {
        epochs.echoed(frame.epoch(), frame.sequence(), connection, nowNs);
    }

    /** Whether the frame should wait for a proof, because its epoch is that of a publisher heard over another connection. */
    public boolean isUndecided(FrameReader frame, PeerConnection connection, long nowNs) {
        return epochs.undecided(frame.epoch(), connection, nowNs);
    }

    /** Frames of this publisher over this connection do not wait for a proof any longer. */
    public void waitNoMore(FrameReader frame, PeerConnection connection) {
        epochs.waitNoMore(frame.epoch(), connection);
    }

    /** Whether it would help to ask publishers once more for a proof. */
    public boolean proofWanted() {
        return epochs.proofWanted();
    }

    /**
     * Whether the frame should wait, because it comes over another connection than its publisher's messages so far and
     * leaves something out that may still come over that one. A lost connection can leave messages in its own queue, and
     * a publisher can be connected twice.
     */
    public boolean mustWait(FrameReader frame, PeerConnection connection) {
        EpochLedger books = epochs.find(frame.epoch(), connection);
        if (books == null || books.connection() == connection || connection.sameAddress(books.connection())) {
            return false;
        }
        TopicLedger topic = books.topic(frame.topicNumber());
        return switch (frame.kind()) {
            case DATA -> frame.sequence() != 0 && (topic == null || frame.sequence() > topic.next);
            case BEACON -> topic != null && frame.sequence() >= topic.next;
            case ECHO, BASELINE, DIGEST, PROBE, END, MARK -> false;
        };
    }

    /** Whether a frame that had to wait may go on now that nothing more is queued: the other connection is done for. */
    public boolean mayGoOn(FrameReader frame, PeerConnection connection, long nowNs) {
        EpochLedger books = epochs.find(frame.epoch(), connection);
        return books == null || epochs.takesOver(books, connection, nowNs);
    }

    /** Nothing that was read waits, and nothing is there to be read. */
    public void nothingIsLeft(long nowNs) {
        epochs.nothingIsLeft(this::absorb, nowNs);
    }

    private @Nullable TopicLedger data(EpochLedger books, FrameReader frame) {
        skip = 0;
        if (frame.topicNumber() == 0 || frame.sequence() == 0) {
            return unchecked(frame, books.connection());
        }
        TopicLedger topic = books.topic(frame.topicNumber());
        if (topic == null) {
            if (!wants(frame)) {
                return null;
            }
            topic = newTopic(books, frame.topicNumber(), frame.bytes(), 0, frame.topicLength() - 1);
        } else if (!frame.hasTopic(topic.withNul())) {
            if (!wants(frame)) {
                return null;
            }
            topic = null;
        }
        if (topic == null) {
            books.incomplete = true;
            return unchecked(frame, books.connection());
        }
        long first = frame.sequence();
        long end = first + frame.count();
        reach(books, frame.topicNumber(), topic, first);
        long old = Math.min(topic.next, end) - first;
        if (old > 0) {
            duplicates.add(old);
            books.duplicates.add(old);
            skip = (int) old;
        }
        topic.next = Math.max(topic.next, end);
        topic.connection = books.connection();
        books.received.add(frame.count() - skip);
        open = books;
        return skip < frame.count() ? topic : null;
    }

    /** Everything of the topic before this sequence has been sent: what is missing of it will not come. */
    private void reach(EpochLedger books, int number, TopicLedger topic, long sequence) {
        if (topic.next == 0) {
            topic.startAt(books.firstExpected(number, sequence));
        }
        if (sequence > topic.next) {
            if (plausible.reaches(topic.base, sequence)) {
                gap(books, topic, sequence);
            } else {
                implausible.add(1);
                books.implausible.add(1);
                topic.startAt(sequence); // Odd, but to be heard.
            }
        }
    }

    private boolean wants(FrameReader frame) {
        boolean wanted = filter.wants(frame.topic());
        unwanted.add(wanted ? 0 : 1);
        return wanted;
    }

    private void beacon(EpochLedger books, FrameReader frame, PeerConnection connection) {
        int number = frame.topicNumber();
        TopicLedger topic = number == 0 ? null : books.topic(number);
        if (topic == null && number != 0 && wants(frame)) {
            topic = newTopic(books, number, frame.bytes(), 0, frame.topicLength() - 1);
        }
        if (topic != null && frame.hasTopic(topic.withNul())) {
            announced(books, number, topic, frame.sequence(), connection);
        }
    }

    private void digest(EpochLedger books, FrameReader frame, PeerConnection connection) {
        while (frame.next()) {
            int name = frame.payloadOffset() + Integer.BYTES + Long.BYTES;
            int length = frame.payloadOffset() + frame.payloadLength() - name;
            if (length < 0 || length > Topics.LONGEST) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            long last = (long) FrameLayout.LONG.get(frame.bytes(), frame.payloadOffset() + Integer.BYTES);
            TopicLedger topic = books.topic(number);
            if (topic == null && number > 0 && filter.wants(new String(frame.bytes(), name, length, UTF_8))) {
                topic = newTopic(books, number, frame.bytes(), name, length);
            }
            if (topic != null) {
                announced(books, number, topic, last, connection);
            }
        }
    }

    private void baseline(EpochLedger books, FrameReader frame, PeerConnection connection) {
        while (frame.next()) {
            epochs.addBaseline(books, frame);
            if (frame.payloadLength() < Integer.BYTES) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            int end = frame.payloadOffset() + frame.payloadLength();
            for (int at = frame.payloadOffset() + Integer.BYTES; at + Long.BYTES <= end; at += Long.BYTES) {
                TopicLedger topic = books.topic(number++);
                if (topic != null && topic.next != 0) {
                    announced(books, number - 1, topic, (long) FrameLayout.LONG.get(frame.bytes(), at), connection);
                }
            }
        }
    }

    /** The publisher says what it sent last: what is missing up to there will not come. */
    private void announced(EpochLedger books, int number, TopicLedger topic, long last, PeerConnection connection) {
        if (connection != books.connection() || last < 0 || last == Long.MAX_VALUE) {
            return; // On a second path it may run ahead of the messages.
        }
        long base = topic.next == 0 ? books.firstExpected(number, last + 1) : topic.base;
        if (!plausible.reaches(base, last + 1)) {
            implausible.add(1); // What is announced and not sent is not taken for a new beginning.
            books.implausible.add(1);
            return;
        }
        reach(books, number, topic, last + 1);
        topic.connection = connection;
    }

    private void gap(EpochLedger books, TopicLedger topic, long found) {
        long count = Math.min(found - topic.next, Long.MAX_VALUE - dropped.get());
        dropped.add(count);
        books.dropped.add(count);
        gaps.add(1);
        Gap gap = new Gap(topic.topic(), books.epoch(), topic.next, count, topic.connection != books.connection());
        topic.next = found;
        onGap.accept(gap);
    }

    /** What came by way of other books is the publisher's own, and follows what it had sent before. */
    private void absorb(EpochLedger books, EpochLedger later) {
        later.topics().forEach((number, theirs) -> {
            TopicLedger topic = books.topic(number);
            if (topic == null) {
                topic = newTopic(books, number, theirs.withNul(), 0, theirs.withNul().length - 1);
            }
            if (topic != null && theirs.next != 0 && Arrays.equals(topic.withNul(), theirs.withNul())) {
                reach(books, number, topic, theirs.base);
                topic.next = Math.max(topic.next, theirs.next);
                topic.connection = later.connection();
            }
        });
        books.absorb(later);
    }

    private @Nullable TopicLedger newTopic(EpochLedger books, int number, byte[] bytes, int name, int length) {
        if (!epochs.addTopic(books, TopicLedger.cost(length))) {
            return null;
        }
        TopicLedger topic = ledgerFor(bytes, name, length, books.completeSince());
        books.put(number, topic);
        return topic;
    }

    private static TopicLedger ledgerFor(byte[] bytes, int name, int length, PeerConnection connection) {
        byte[] withNul = Arrays.copyOf(Arrays.copyOfRange(bytes, name, name + length), length + 1);
        return new TopicLedger(new String(bytes, name, length, UTF_8), withNul, connection);
    }

    private @Nullable TopicLedger unchecked(FrameReader frame, PeerConnection connection) {
        skip = 0;
        open = null; // Its messages are in no epoch's books.
        if (!wants(frame)) {
            return null;
        }
        untracked.add(frame.count());
        return ledgerFor(frame.bytes(), 0, frame.topicLength() - 1, connection);
    }

    /** Whether a publisher waits for a report: a MARK or its end came since the last ones. */
    public boolean reportsWanted() {
        return reports.wanted();
    }

    /**
     * The reports that are due: for publishers that asked, and for others whose books have changed and that should have asked long
     * ago, because what they asked is still behind the messages.
     *
     * @param key of the subscriber
     * @param within seconds within which the next ones come if there is something new
     * @param notHandedOut messages of the frame accepted last that the application has not taken yet
     * @param nowNs the nano clock
     */
    public List<ControlTopics.Report> reports(long key, long within, long notHandedOut, long nowNs) {
        return reports.take(key, within, open, notHandedOut, nowNs);
    }

    /** Reports are to be made anew: publishers may have forgotten them with a lost connection. */
    public void reportAgain() {
        reports.again();
    }

    /** Goes over the publisher instances known. */
    public void forEach(InstanceVisitor visitor) {
        for (EpochLedger books : epochs.believed()) {
            long heardNs = Math.max(books.heard.get(), books.signNs);
            visitor.visit(books.epoch(), heardNs, books.over || books.ended || books.wasAFlash());
        }
    }

    /** Takes a publisher instance: identity, nano time when it was heard last, and whether nothing more is expected of it. */
    @FunctionalInterface
    public interface InstanceVisitor {
        void visit(long epoch, long heardNs, boolean over);
    }

    /** A row for each publisher. From any thread. */
    public List<PublisherReport> publishers(long nowNs) {
        return epochs.all().stream()
                .sorted((one, other) -> Long.compare(one.sinceNs - nowNs, other.sinceNs - nowNs))
                .map(books -> books.row(nowNs))
                .toList();
    }

    public long dropped() {
        return dropped.get();
    }

    public long gaps() {
        return gaps.get();
    }

    public long duplicates() {
        return duplicates.get();
    }

    /** Publisher instances that have said their end. */
    public long ended() {
        return ended.get();
    }

    public long restarts() {
        return epochs.restarts();
    }

    public long reconnects() {
        return epochs.reconnects();
    }

    public long untracked() {
        return untracked.get();
    }

    /** Frames that were not believed. */
    public long implausible() {
        return implausible.get();
    }

    /** Frames of topics that nobody asked for. */
    public long unwanted() {
        return unwanted.get();
    }
}
