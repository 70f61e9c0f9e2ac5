package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.DurationListeners;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.internal.Text;
import io.tunedzmq.ledger.AccountedMessages;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for what arrived and hands out its messages one by one. Confined to the receiving thread, but for what
 * carries no message: that is taken under the subscriber's lock. The counts may be read from any thread.
 */
final class ReceivedFrames {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    /** Characters of a topic in a log line. */
    private static final int SHOWN = 128;

    /** Under way at most: a clock that is wrong by more says nothing of a frame. */
    private static final long LONGEST_NS = 3_600_000_000_000L;

    private final TopicFilter filter;
    private final SequenceLedger ledger;
    private final Upstream upstream;
    private final MisspelledTopics misspelledTopics;
    private final DurationListeners latencies = new DurationListeners(log);
    private final CurrentMessage current = new CurrentMessage();
    private long opened;

    private final Counter received = new Counter();
    private final Counter untagged = new Counter();
    private final Counter malformed = new Counter();
    private final Counter unwanted = new Counter();
    private boolean toldOfPrefix;

    ReceivedFrames(TopicFilter filter, SequenceLedger ledger, Upstream upstream, MisspelledTopics misspelledTopics) {
        this.filter = filter;
        this.ledger = ledger;
        this.upstream = upstream;
        this.misspelledTopics = misspelledTopics;
    }

    CurrentMessage current() {
        return current;
    }

    /** Moves to the next message of the frame opened last. */
    boolean nextRecord() {
        if (current.next()) {
            received.add(1);
            return true;
        }
        return false;
    }

    /** Accounts for what arrived; returns whether it holds a message for the application, which is then current. */
    boolean open(Arrival arrival, long nowNs) {
        switch (arrival.format()) {
            case TAGGED -> {
                return openTagged(arrival.frame(), arrival.connection(), nowNs);
            }
            case UNTAGGED -> {
                return openUntagged(arrival);
            }
            case MALFORMED -> {
                log.warn("a frame with our header contradicts itself; it is only counted");
                malformed.add(1);
            }
        }
        return false;
    }

    private boolean openTagged(FrameReader frame, HeardConnection connection, long nowNs) {
        if (!upstream.heard(frame, connection)) {
            return false;
        }
        misspelledTopics.heard(frame);
        AccountedMessages accepted = ledger.accept(frame, connection, nowNs);
        if (accepted == null) {
            return false;
        }
        current.first(frame, accepted);
        if (latencies.any()) {
            latencies.tell(underWayNs(frame.timeNs(), Nanos.sinceEpoch()));
        }
        misspelledTopics.received();
        opened += accepted.messages();
        received.add(1);
        return true;
    }

    /** Whatever a frame says, and however the clocks differ. */
    static long underWayNs(long sentNs, long nowNs) {
        return nowNs - Math.min(nowNs, Math.max(sentNs, nowNs - LONGEST_NS));
    }

    /** How long frames with messages are under way. */
    DurationListeners latencies() {
        return latencies;
    }

    private boolean openUntagged(Arrival arrival) {
        if (!filter.wantsUntagged(arrival.bytes())) {
            unwanted.add(1);
            sayIfItWouldBeAPrefix(arrival.bytes());
            return false;
        }
        List<byte[]> frames = new ArrayList<>(1 + arrival.moreFrames().size());
        frames.add(arrival.bytes());
        frames.addAll(arrival.moreFrames());
        misspelledTopics.received();
        current.untagged(frames);
        opened++;
        untagged.add(1);
        received.add(1);
        return true;
    }

    /**
     * As from a stock publisher that ends its topics with NUL: it gets through ZeroMQ's filter, and not through ours.
     */
    private void sayIfItWouldBeAPrefix(byte[] firstFrame) {
        String topic = filter.topicBeforeNul(firstFrame);
        if (topic != null && !toldOfPrefix) {
            toldOfPrefix = true;
            String shown = Text.printable(topic, SHOWN);
            log.warn(
                    "a stock publisher's message of the topic '{}' is discarded and counted as unwanted, as are further ones: topic(\"{}\") is for publishers "
                            + "of this library; for others use topicPrefix(\"{}\")",
                    shown,
                    shown,
                    shown);
        }
    }

    /** Accounts for a frame that carries no message. */
    void openControl(Arrival arrival, long nowNs) {
        if (upstream.heard(arrival.frame(), arrival.connection())) {
            misspelledTopics.heard(arrival.frame());
            ledger.accept(arrival.frame(), arrival.connection(), nowNs);
        }
    }

    /** Messages of the frame opened last that the application has not taken. */
    long notHandedOut() {
        return opened - received.get();
    }

    long received() {
        return received.get();
    }

    long untagged() {
        return untagged.get();
    }

    /** What is published instead of what was asked for, as far as that is known; else null. */
    ContextSnapshot.@Nullable MisspelledTopic misspelledTopic() {
        return misspelledTopics.found();
    }

    /** Messages of stock publishers that were not asked for. */
    long unwanted() {
        return unwanted.get();
    }

    long malformed() {
        return malformed.get();
    }
}
