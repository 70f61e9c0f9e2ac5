package io.tunedzmq.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.stats.Gap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for every sequence a subscriber sees, to the message.
 *
 * <p>A topic of an epoch is complete from its baseline on: the last sequence the publisher had sent when it answered the
 * subscriber's first ready request, or the first message if that came earlier. From there on a jump is a gap, whatever
 * its cause; a late join, a filter, a restart or a duplicate never is.
 *
 * <p>Confined: one receiving thread at a time. The counters may be read from any thread.
 */
public final class SequenceLedger {
    /** What asks for a report can be behind many messages: so often it may be late before one comes unasked. */
    private static final long UNASKED_NS = 2_000_000_000;

    private final TopicFilter filter;
    private final int maxTopics;
    private final Consumer<Gap> onGap;

    private final EpochTable epochs = new EpochTable();
    private @Nullable EpochLedger open;
    private boolean marked;
    private int skip;

    private final Counter ended = new Counter();
    private final Counter dropped = new Counter();
    private final Counter gaps = new Counter();
    private final Counter duplicates = new Counter();
    private final Counter untracked = new Counter();

    /**
     * @param maxTopics topics of all epochs that are checked
     * @param onGap told of each gap by the receiving thread
     */
    public SequenceLedger(TopicFilter filter, int maxTopics, Consumer<Gap> onGap) {
        this.filter = filter;
        this.maxTopics = maxTopics;
        this.onGap = onGap;
    }

    /**
     * Accounts for a frame.
     *
     * @param nowNs the nano clock
     * @return the topic whose records, after the first {@link #skip()}, are to be handed out; null if none are
     */
    public @Nullable TopicLedger accept(FrameReader frame, PeerConnection connection, long nowNs) {
        // Only what had to wait for an older connection shows that nothing of that one is left.
        boolean mayMove = frame.kind() == FrameKind.DATA || frame.kind() == FrameKind.BEACON;
        EpochLedger epoch = epochs.heard(frame.epoch(), connection, nowNs, mayMove);
        if (epoch == null) {
            return frame.kind() == FrameKind.DATA ? unchecked(frame, connection) : null;
        }
        epoch.heardNs = nowNs;
        switch (frame.kind()) {
            case DATA -> {
                return data(epoch, frame);
            }
            case BEACON -> beacon(epoch, frame, connection);
            case DIGEST -> digest(epoch, frame, connection);
            case BASELINE -> baseline(epoch, frame, connection);
            case ECHO -> {
                baseline(epoch, frame, connection);
                epoch.echoed(frame.topicNumber(), frame.sequence());
            }
            case END -> end(epoch);
            case MARK -> {
                digest(epoch, frame, connection);
                mark(epoch, frame, connection);
            }
            case PROBE -> {
                // Answered by the subscriber; says nothing about sequences.
            }
        }
        return null;
    }

    private void end(EpochLedger epoch) {
        epoch.over = true;
        if (!epoch.ended) {
            epoch.ended = true;
            ended.add(1);
            epoch.reportDue = true;
            marked = true;
        }
    }

    private void mark(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        epoch.everySeconds = Math.max(1, frame.topicNumber());
        // On a second path it may have overtaken messages.
        if (connection == epoch.connection && frame.sequence() > epoch.mark) {
            epoch.mark = frame.sequence();
            epoch.reportDue = false;
            epoch.atMark = epoch.report(0, 0, 0); // Everything before it has been handed out.
            marked = true;
        }
    }

    /** Leading records of the frame just accepted that had arrived before. */
    public int skip() {
        return skip;
    }

    /**
     * Whether the frame should wait, because it comes over another connection than its publisher's messages so far and
     * leaves something out that may still come over that one. A lost connection can leave messages in its own queue, and
     * a publisher can be connected twice.
     */
    public boolean mustWait(FrameReader frame, PeerConnection connection) {
        EpochLedger epoch = epochs.find(frame.epoch());
        if (epoch == null || epoch.connection == connection || connection.sameAddress(epoch.connection)) {
            return false;
        }
        TopicLedger topic = epoch.topic(frame.topicNumber());
        return switch (frame.kind()) {
            case DATA -> frame.sequence() != 0 && (topic == null || frame.sequence() > topic.next);
            case BEACON -> topic != null && frame.sequence() >= topic.next;
            case ECHO, BASELINE, DIGEST, PROBE, END, MARK -> false;
        };
    }

    /** Whether a frame that had to wait may go on now that nothing more is queued: the other connection is done for. */
    public boolean mayGoOn(FrameReader frame, PeerConnection connection, long nowNs) {
        EpochLedger epoch = epochs.find(frame.epoch());
        return epoch == null || epochs.takesOver(epoch, connection, nowNs);
    }

    private @Nullable TopicLedger data(EpochLedger epoch, FrameReader frame) {
        skip = 0;
        if (frame.topicNumber() == 0 || frame.sequence() == 0) {
            return unchecked(frame, epoch.connection);
        }
        TopicLedger topic = topicOf(epoch, frame);
        if (topic == null) {
            epoch.incomplete = true;
            return unchecked(frame, epoch.connection);
        }
        if (!topic.wanted()) {
            return null;
        }
        long first = frame.sequence();
        long end = first + frame.count();
        if (topic.next == 0) {
            topic.next = epoch.firstExpected(frame.topicNumber(), first);
        }
        if (first > topic.next) {
            gap(epoch, topic, first);
        }
        long old = Math.min(topic.next, end) - first;
        if (old > 0) {
            duplicates.add(old);
            skip = (int) old;
        }
        topic.next = Math.max(topic.next, end);
        topic.connection = epoch.connection;
        epoch.received += frame.count() - skip;
        open = epoch;
        return skip < frame.count() ? topic : null;
    }

    private void beacon(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        TopicLedger topic = frame.topicNumber() == 0 ? null : topicOf(epoch, frame);
        if (topic != null && topic.wanted()) {
            announced(epoch, frame.topicNumber(), topic, frame.sequence() + 1, connection);
        }
    }

    private void digest(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        while (frame.next()) {
            int name = frame.payloadOffset() + Integer.BYTES + Long.BYTES;
            int end = frame.payloadOffset() + frame.payloadLength();
            if (name > end) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            long last = (long) FrameLayout.LONG.get(frame.bytes(), frame.payloadOffset() + Integer.BYTES);
            TopicLedger topic = epoch.topic(number);
            if (topic == null && number > 0 && filter.wants(new String(frame.bytes(), name, end - name, UTF_8))) {
                topic = newTopic(epoch, number, Arrays.copyOfRange(frame.bytes(), name, end), end - name);
            }
            if (topic != null && topic.wanted() && last >= 0 && last < Long.MAX_VALUE) {
                announced(epoch, number, topic, last + 1, connection);
            }
        }
    }

    private void baseline(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        while (frame.next()) {
            epochs.addBaseline(epoch, frame);
            if (frame.payloadLength() < Integer.BYTES) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            int end = frame.payloadOffset() + frame.payloadLength();
            for (int at = frame.payloadOffset() + Integer.BYTES; at + Long.BYTES <= end; at += Long.BYTES) {
                TopicLedger topic = epoch.topic(number++);
                if (topic != null && topic.next != 0 && topic.wanted()) {
                    announced(epoch, number - 1, topic, (long) FrameLayout.LONG.get(frame.bytes(), at) + 1, connection);
                }
            }
        }
    }

    /** The publisher says what it sent last: what is missing up to there will not come. */
    private void announced(EpochLedger epoch, int number, TopicLedger topic, long after, PeerConnection connection) {
        if (connection != epoch.connection) {
            return; // On a second path it may run ahead of the messages.
        }
        if (topic.next == 0) {
            topic.next = epoch.firstExpected(number, after);
        }
        if (after > topic.next) {
            gap(epoch, topic, after);
        }
        topic.connection = connection;
    }

    private void gap(EpochLedger epoch, TopicLedger topic, long found) {
        long count = found - topic.next;
        dropped.add(count);
        epoch.dropped += count;
        gaps.add(1);
        Gap gap = new Gap(topic.topic(), epoch.epoch(), topic.next, count, topic.connection != epoch.connection);
        topic.next = found;
        onGap.accept(gap);
    }

    private @Nullable TopicLedger topicOf(EpochLedger epoch, FrameReader frame) {
        TopicLedger topic = epoch.topic(frame.topicNumber());
        if (topic != null) {
            return frame.hasTopic(topic.withNul()) ? topic : null;
        }
        return newTopic(epoch, frame.topicNumber(), frame.bytes(), frame.topicLength() - 1);
    }

    private @Nullable TopicLedger newTopic(EpochLedger epoch, int number, byte[] bytes, int nameLength) {
        if (!epochs.addTopic(maxTopics)) {
            return null;
        }
        TopicLedger topic = ledgerFor(bytes, nameLength, epoch.completeSince());
        epoch.put(number, topic);
        return topic;
    }

    private TopicLedger ledgerFor(byte[] bytes, int nameLength, PeerConnection connection) {
        String name = new String(bytes, 0, nameLength, UTF_8);
        byte[] withNul = Arrays.copyOf(Arrays.copyOf(bytes, nameLength), nameLength + 1);
        return new TopicLedger(name, withNul, filter.wants(name), connection);
    }

    private @Nullable TopicLedger unchecked(FrameReader frame, PeerConnection connection) {
        skip = 0;
        open = null; // Its messages are in no epoch's books.
        TopicLedger topic = ledgerFor(frame.bytes(), frame.topicLength() - 1, connection);
        if (!topic.wanted()) {
            return null;
        }
        untracked.add(frame.count());
        return topic;
    }

    /** Whether a publisher waits for a report: a MARK or its end came since the last ones. */
    public boolean reportsWanted() {
        return marked;
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
        marked = false;
        List<ControlTopics.Report> reports = new ArrayList<>();
        for (EpochLedger epoch : epochs.all()) {
            ControlTopics.Report report = due(epoch, key, within, epoch == open ? notHandedOut : 0, nowNs);
            if (report != null) {
                epoch.reported = report;
                epoch.reportedNs = nowNs;
                reports.add(report);
            }
        }
        return reports;
    }

    private ControlTopics.@Nullable Report due(
            EpochLedger epoch, long key, long within, long notHandedOut, long nowNs) {
        ControlTopics.Report atMark = epoch.atMark;
        if (atMark != null) {
            epoch.atMark = null;
            marked |= epoch.reportDue; // The end came right behind.
            return atMark.by(key, within);
        }
        boolean due = epoch.reportDue || nowNs - epoch.reportedNs >= UNASKED_NS * epoch.everySeconds;
        if (!due || epoch.heardNs == epoch.reportedHeardNs) {
            return null;
        }
        epoch.reportDue = false;
        // What the last frame holds may be taken yet.
        epoch.reportedHeardNs = notHandedOut > 0 ? epoch.reportedHeardNs : epoch.heardNs;
        ControlTopics.Report report = epoch.report(key, within, notHandedOut);
        return report.equals(epoch.reported) ? null : report;
    }

    /** Reports are to be made anew: publishers may have forgotten them with a lost connection. */
    public void reportAgain() {
        for (EpochLedger epoch : epochs.all()) {
            epoch.reported = null;
            epoch.reportedHeardNs = 0;
            epoch.reportDue = true;
        }
    }

    /** Goes over the publisher instances known. */
    public void forEach(InstanceVisitor visitor) {
        for (EpochLedger epoch : epochs.all()) {
            visitor.visit(epoch.epoch(), epoch.heardNs, epoch.over || epoch.ended);
        }
    }

    /** Takes a publisher instance: identity, nano time when it was heard last, and whether nothing more is expected of it. */
    @FunctionalInterface
    public interface InstanceVisitor {
        void visit(long epoch, long heardNs, boolean over);
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
}
