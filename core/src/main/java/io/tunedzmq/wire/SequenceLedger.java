package io.tunedzmq.wire;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.stats.Gap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
    /** Publisher instances kept at the same time. */
    public static final int MOST_EPOCHS = 4_096;

    private final TopicFilter filter;
    private final int maxTopics;
    private final Consumer<Gap> onGap;

    private final Map<Long, EpochLedger> epochs = new LinkedHashMap<>();
    private final Map<String, EpochLedger> byAddress = new HashMap<>();
    private int topics;
    private long reported;
    private @Nullable EpochLedger lastEpoch;
    private int skip;

    private final Counter dropped = new Counter();
    private final Counter gaps = new Counter();
    private final Counter duplicates = new Counter();
    private final Counter restarts = new Counter();
    private final Counter reconnects = new Counter();
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
     * @return the topic whose records, after the first {@link #skip()}, are to be handed out; null if none are
     */
    public @Nullable TopicLedger accept(FrameReader frame, PeerConnection connection) {
        EpochLedger epoch = epochOf(frame.epoch(), connection);
        if (epoch == null) {
            return frame.kind() == FrameKind.DATA ? unchecked(frame, connection) : null;
        }
        if (epoch.connection != connection && !moved(epoch, connection)) {
            // The same publisher over a second path: one path is enough, and two would overtake each other.
            duplicates.add(frame.kind() == FrameKind.DATA ? frame.count() : 0);
            return null;
        }
        switch (frame.kind()) {
            case DATA -> {
                return data(epoch, frame, connection);
            }
            case BEACON -> beacon(epoch, frame, connection);
            case BASELINE -> baseline(epoch, frame, connection);
            case ECHO -> {
                baseline(epoch, frame, connection);
                epoch.echoed(frame.topicNumber());
            }
            case END -> end(epoch);
            case PROBE -> {
                // Answered by the subscriber; says nothing about sequences.
            }
        }
        return null;
    }

    /** Leading records of the frame just accepted that had arrived before. */
    public int skip() {
        return skip;
    }

    /**
     * Whether the frame comes over a connection that took the place of another one from which messages may still be
     * queued. Whoever reads should read those first.
     */
    public boolean mayOvertake(FrameReader frame, PeerConnection connection) {
        EpochLedger epoch = epochs.get(frame.epoch());
        return epoch != null
                && epoch.connection != connection
                && connection.replaces(epoch.connection)
                && connection.mayOvertake(epoch.connection);
    }

    private @Nullable EpochLedger epochOf(long id, PeerConnection connection) {
        EpochLedger last = lastEpoch;
        if (last != null && last.epoch() == id) {
            return last;
        }
        EpochLedger epoch = epochs.get(id);
        if (epoch == null) {
            if (epochs.size() >= MOST_EPOCHS && !forgetEnded()) {
                return null;
            }
            epoch = new EpochLedger(id, connection);
            epochs.put(id, epoch);
            connection.epochs++;
            noteRestart(epoch);
        }
        lastEpoch = epoch;
        return epoch;
    }

    private void noteRestart(EpochLedger epoch) {
        String address = epoch.connection.address();
        if (address == null) {
            return;
        }
        EpochLedger before = byAddress.put(address, epoch);
        // Several epochs over one connection are publishers behind a proxy, not one that came back.
        if (before != null && before.connection != epoch.connection && before.connection.epochs == 1) {
            restarts.add(1);
            end(before);
        }
    }

    private boolean forgetEnded() {
        Iterator<EpochLedger> each = epochs.values().iterator();
        while (each.hasNext()) {
            EpochLedger epoch = each.next();
            if (epoch.ended) {
                each.remove();
                byAddress.values().remove(epoch);
                return true;
            }
        }
        return false;
    }

    private void end(EpochLedger epoch) {
        epoch.ended = true;
        topics -= epoch.topicCount();
        epoch.forget();
    }

    private boolean moved(EpochLedger epoch, PeerConnection connection) {
        if (!connection.replaces(epoch.connection)) {
            return false;
        }
        reconnects.add(1);
        connection.epochs++;
        String oldAddress = epoch.connection.address();
        if (oldAddress != null) {
            byAddress.remove(oldAddress, epoch);
        }
        epoch.connection = connection;
        String address = connection.address();
        if (address != null) {
            byAddress.put(address, epoch);
        }
        return true;
    }

    private @Nullable TopicLedger data(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        skip = 0;
        if (frame.topicNumber() == 0 || frame.sequence() == 0) {
            return unchecked(frame, connection);
        }
        TopicLedger topic = topicOf(epoch, frame);
        if (topic == null) {
            return unchecked(frame, connection);
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
            gap(epoch, topic, first, connection);
        }
        long old = Math.min(topic.next, end) - first;
        if (old > 0) {
            duplicates.add(old);
            skip = (int) old;
        }
        topic.next = Math.max(topic.next, end);
        topic.connection = connection;
        return topic;
    }

    private void beacon(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        TopicLedger topic = frame.topicNumber() == 0 ? null : topicOf(epoch, frame);
        if (topic == null || !topic.wanted()) {
            return;
        }
        long after = frame.sequence() + 1;
        if (topic.next == 0) {
            topic.next = epoch.firstExpected(frame.topicNumber(), after);
        }
        announced(epoch, topic, after, connection);
    }

    private void baseline(EpochLedger epoch, FrameReader frame, PeerConnection connection) {
        while (frame.next()) {
            epoch.addBaseline(frame);
            if (frame.payloadLength() < Integer.BYTES) {
                continue;
            }
            int number = (int) FrameLayout.INT.get(frame.bytes(), frame.payloadOffset());
            int end = frame.payloadOffset() + frame.payloadLength();
            for (int at = frame.payloadOffset() + Integer.BYTES; at + Long.BYTES <= end; at += Long.BYTES) {
                TopicLedger topic = epoch.topic(number++);
                if (topic != null && topic.next != 0 && topic.wanted()) {
                    announced(epoch, topic, (long) FrameLayout.LONG.get(frame.bytes(), at) + 1, connection);
                }
            }
        }
    }

    /** The publisher says what it sent last: what is missing up to there will not come. */
    private void announced(EpochLedger epoch, TopicLedger topic, long after, PeerConnection connection) {
        if (after > topic.next) {
            gap(epoch, topic, after, connection);
            topic.next = after;
        }
        topic.connection = connection;
    }

    private void gap(EpochLedger epoch, TopicLedger topic, long found, PeerConnection connection) {
        long count = found - topic.next;
        dropped.add(count);
        epoch.dropped += count;
        gaps.add(1);
        Gap gap = new Gap(topic.topic(), epoch.epoch(), topic.next, count, topic.connection != connection);
        topic.next = found;
        onGap.accept(gap);
    }

    private @Nullable TopicLedger topicOf(EpochLedger epoch, FrameReader frame) {
        TopicLedger topic = epoch.topic(frame.topicNumber());
        if (topic != null) {
            return frame.hasTopic(topic.withNul()) ? topic : null;
        }
        if (topics >= maxTopics) {
            return null;
        }
        topic = ledgerFor(frame, epoch.completeSince());
        epoch.put(frame.topicNumber(), topic);
        epoch.ended = false; // Taken for dead: another one came first over the new connection to a proxy.
        topics++;
        return topic;
    }

    private TopicLedger ledgerFor(FrameReader frame, PeerConnection connection) {
        byte[] withNul = Arrays.copyOf(frame.bytes(), frame.topicLength());
        String name = new String(withNul, 0, withNul.length - 1, StandardCharsets.UTF_8);
        return new TopicLedger(name, withNul, filter.wants(name), connection);
    }

    private @Nullable TopicLedger unchecked(FrameReader frame, PeerConnection connection) {
        skip = 0;
        TopicLedger topic = ledgerFor(frame, connection);
        if (!topic.wanted()) {
            return null;
        }
        untracked.add(frame.count());
        return topic;
    }

    /** Told how many messages of an epoch never arrived. */
    @FunctionalInterface
    public interface Report {
        void dropped(long epoch, long count);
    }

    /** Reports each epoch that lost more since it was reported last. By the receiving thread. */
    public void report(Report report) {
        if (dropped.get() == reported) {
            return;
        }
        reported = dropped.get();
        for (EpochLedger epoch : epochs.values()) {
            if (epoch.dropped != epoch.reported && !epoch.ended) {
                epoch.reported = epoch.dropped;
                report.dropped(epoch.epoch(), epoch.dropped);
            }
        }
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

    public long restarts() {
        return restarts.get();
    }

    public long reconnects() {
        return reconnects.get();
    }

    public long untracked() {
        return untracked.get();
    }
}
