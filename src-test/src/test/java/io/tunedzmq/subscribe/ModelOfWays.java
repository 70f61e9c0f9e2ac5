package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.AccountedMessages;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.ledger.TopicLedger;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.FrameWriter;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One publisher, some ways to one subscriber, and others that use its epoch: a model in steps of 10 ms of what a
 * subscriber reads, in which order, what it hands out and what it counts. The books and the order are the real ones.
 */
final class ModelOfWays {
    static final long STEP_NS = 10_000_000;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long BEGIN_NS = 1L << 40;
    private static final long EPOCH = 5;
    private static final long ID = 1;
    private static final long KEY = 77;

    /** As the housekeeper does it while the application does not receive. */
    private static final int AHEAD = 64;

    private static final long LOOK_NS = 100_000_000;

    final List<ModelWay> ways = new ArrayList<>();
    final List<ModelWay> liars = new ArrayList<>();
    long nowNs = BEGIN_NS;

    /** Frames that the application takes in a step; 0 while it pauses. */
    int takes = 1_000;

    private final List<PublishedTopic> topics = new ArrayList<>();
    private final List<BitSet> handedOut = new ArrayList<>();
    private final List<BitSet> dropped = new ArrayList<>();
    private final ControlFrames controls = new ControlFrames(EPOCH, () -> nowNs);
    private byte @Nullable [] lastFrame;
    private long echoes = 1L << 32;
    private long marks;
    private long markedNs;

    /** How many messages had been sent with each echo, by what reports say of it. */
    private final Map<Long, Long> sentAtEcho = new HashMap<>();

    final SequenceLedger ledger =
            new SequenceLedger(new TopicFilter(Set.of(), Set.of("")), 1_000, this::lost, end -> {});
    private final ReadAhead ahead = new ReadAhead(ns -> read());
    private final ArrivalOrder order = new ArrivalOrder(ahead, ledger);
    private final SubscriberReadiness readiness;
    private String lastAsked = "";
    private int turn;
    private long lookedNs;

    ModelOfWays(int topicCount, int connects) {
        for (int i = 1; i <= topicCount; i++) {
            topics.add(new PublishedTopic("t" + i, Topics.withNul("t" + i), i));
            handedOut.add(new BitSet());
            dropped.add(new BitSet());
        }
        readiness = new SubscriberReadiness(ID, connects, round -> ControlTopics.ready(ID, round), (begin, topic) -> {
            if (begin) {
                for (ModelWay way : ways) {
                    if (way.isUp()) {
                        way.asks = topic;
                        way.asksNs = nowNs;
                    }
                }
                lastAsked = topic;
            }
        });
        readiness.ask(nowNs);
        ledger.begin(nowNs);
    }

    void connect(ModelWay way) {
        way.connect();
        way.asks = lastAsked;
        way.asksNs = nowNs;
    }

    /** @param toldNs after which time the subscriber learns of it */
    void cut(ModelWay way, long toldNs) {
        way.cut(nowNs + toldNs);
    }

    /** Whether the publisher has answered, as far as the books go. */
    boolean isProven() {
        return ledger.publishers(nowNs).stream().anyMatch(PublisherReport::proven);
    }

    long epoch() {
        return EPOCH;
    }

    String lastAsked() {
        return lastAsked;
    }

    long sent(int topic) {
        return topics.get(topic).sent();
    }

    long sent() {
        return topics.stream().mapToLong(PublishedTopic::sent).sum();
    }

    // What the publisher does.

    void publish(int topic, int count) {
        PublishedTopic its = topics.get(topic);
        byte[] frame = messages(topic, its.sent() + 1, count);
        its.sent(its.sent() + count);
        send(frame);
    }

    /** A message of each topic in one frame. */
    void publishBundle() {
        Frames.One[] messages = topics.stream()
                .map(topic -> new Frames.One(topic.name(), topic.number(), topic.sent() + 1))
                .toArray(Frames.One[]::new);
        topics.forEach(topic -> topic.sent(topic.sent() + 1));
        send(Frames.bundle(EPOCH, messages).bytes());
    }

    private void send(byte[] frame) {
        ways.forEach(way -> way.send(frame));
        lastFrame = frame;
    }

    byte[] messages(int topic, long first, int count) {
        PublishedTopic its = topics.get(topic);
        FrameWriter frame = new FrameWriter(its.withNul(), 0);
        for (int i = 0; i < count; i++) {
            frame.append(new byte[1]);
        }
        return Frames.array(frame.seal(FrameKind.DATA, EPOCH, first, nowNs, its.number()));
    }

    /** The last frame with messages that was published; null if there is none. */
    byte @Nullable [] lastFrame() {
        return lastFrame;
    }

    void mark() {
        markedNs = nowNs;
        for (ByteBuffer frame : controls.mark(topics, ++marks, 1)) {
            byte[] bytes = Frames.array(frame);
            ways.forEach(way -> way.send(bytes));
        }
    }

    private void answerRequests() {
        for (ModelWay way : ways) {
            if (way.isUp() && !way.still && !way.asks.isEmpty() && nowNs - way.asksNs >= 2 * STEP_NS) {
                way.asked = way.asks;
                way.asks = "";
                long[] sent = topics.stream().mapToLong(PublishedTopic::sent).toArray();
                echoes += (1L << 32) + 7;
                sentAtEcho.put(EchoSums.baseline(KEY, EPOCH, echoes), sent());
                for (ByteBuffer frame : controls.echo(way.asked, echoes, sent)) {
                    byte[] bytes = Frames.array(frame);
                    ways.stream().filter(each -> each.asked.equals(way.asked)).forEach(each -> each.sendEcho(bytes));
                }
            }
        }
    }

    // What the subscriber does.

    private void lost(Gap gap) {
        if (gap.epoch() != EPOCH || gap.count() > 1_000_000) {
            return; // A liar's.
        }
        int topic = index(gap.topic());
        if (lying == null) {
            checkNone(dropped.get(topic), gap.firstMissing(), gap.count(), "dropped twice");
            checkNone(handedOut.get(topic), gap.firstMissing(), gap.count(), "dropped after it was handed out");
            dropped.get(topic).set((int) gap.firstMissing(), (int) (gap.firstMissing() + gap.count()));
        }
    }

    private static int index(String topic) {
        return Integer.parseInt(topic.substring(1)) - 1;
    }

    /** The liar whose frame is being accounted for. */
    private @Nullable ModelWay lying;

    private void checkNone(BitSet seen, long first, long count, String what) {
        int found = seen.nextSetBit((int) first);
        if (found >= 0 && found < first + count) {
            throw new AssertionError(found + " " + what + " after " + (nowNs - BEGIN_NS) / 1_000_000 + " ms");
        }
    }

    /** From all connections in turn. */
    private @Nullable Arrival read() {
        List<ModelWay> all = new ArrayList<>(ways);
        all.addAll(liars);
        for (int i = 0; i < all.size(); i++) {
            ModelWay way = all.get(++turn % all.size());
            ModelWay.Pipe pipe = way.next();
            if (pipe != null) {
                return read(way, pipe);
            }
        }
        return null;
    }

    private Arrival read(ModelWay way, ModelWay.Pipe pipe) {
        byte[] bytes = pipe.frames.remove();
        way.flow();
        Arrival arrival = new Arrival(bytes, List.of(), pipe.connection, null);
        FrameReader frame = arrival.frame();
        if ((frame.kind() == FrameKind.ECHO || frame.kind() == FrameKind.BASELINE) && readiness.isMine(frame)) {
            ledger.answered(frame, pipe.connection, nowNs);
        }
        return arrival;
    }

    private void account(Arrival arrival) {
        FrameReader frame = arrival.frame();
        lying = liars.stream()
                .filter(liar -> liar.has(arrival.connection()))
                .findFirst()
                .orElse(null);
        if (frame.kind() == FrameKind.ECHO) {
            readiness.echo(frame, arrival.connection());
        }
        AccountedMessages accepted = ledger.accept(frame, arrival.connection(), nowNs);
        if (accepted == null || lying != null) {
            return;
        }
        for (TopicLedger its = accepted.next(frame); its != null; its = accepted.next(frame)) {
            int topic = index(its.topic());
            long sequence = frame.recordSequence();
            checkNone(handedOut.get(topic), sequence, 1, "handed out twice");
            checkNone(dropped.get(topic), sequence, 1, "handed out after it was counted as dropped");
            handedOut.get(topic).set((int) sequence);
        }
    }

    private void maintain() {
        if (ways.stream().anyMatch(way -> way.hasNews(nowNs)) || liars.stream().anyMatch(way -> way.hasNews(nowNs))) {
            readiness.lost(nowNs);
            ways.forEach(way -> way.tellEnds(nowNs));
            liars.forEach(way -> way.tellEnds(nowNs));
        }
        readiness.maintain(ways.stream().anyMatch(ModelWay::isUp), ledger.proofWanted(), nowNs);
    }

    private void receive() {
        maintain();
        for (int i = 0; i < takes; i++) {
            Arrival arrival = order.next(nowNs);
            if (arrival == null) {
                return;
            }
            account(arrival);
        }
    }

    private void readWhileIdle() {
        if (nowNs - lookedNs < LOOK_NS) {
            return;
        }
        lookedNs = nowNs;
        maintain();
        boolean unused = ahead.fill(AHEAD, arrival -> {}, nowNs);
        for (Arrival next = order.nextControl(nowNs); next != null; next = order.nextControl(nowNs)) {
            account(next);
        }
    }

    void step() {
        step(STEP_NS);
    }

    private void step(long ns) {
        nowNs += ns;
        answerRequests();
        if (nowNs - markedNs >= SECOND_NS) {
            mark();
        }
        for (ModelWay way : ways) {
            way.flow();
        }
        for (ModelWay way : liars) {
            way.flow();
        }
        if (takes > 0) {
            receive();
        } else {
            readWhileIdle();
        }
    }

    // What must have come of it.

    /** Everything goes on, and is given the time to come to an end. */
    void settle(int seconds) {
        takes = 1_000;
        for (ModelWay way : ways) {
            way.still = false;
            way.losesPercent = 0;
            way.losesEchoesPercent = 0;
            if (!way.isUp()) {
                connect(way);
            }
        }
        for (int i = 0; i < seconds; i++) {
            if (i % 5 == 0) {
                readiness.ask(nowNs);
            }
            long stepNs = i < 5 ? STEP_NS : SECOND_NS / 2; // Then not much is left to happen.
            for (long ns = 0; ns < SECOND_NS; ns += stepNs) {
                step(stepNs);
            }
        }
    }

    void assertSettled() {
        if (order.holds(EPOCH)) {
            throw new AssertionError("something is still put aside" + ledger.publishers(nowNs));
        }
        ledger.reportAgain();
        List<ControlRequest.Report> reports = ledger.reports(KEY, 1, 0, nowNs).stream()
                .filter(each ->
                        each.publisher() == EchoSums.publisher(KEY, EPOCH) && sentAtEcho.containsKey(each.baseline()))
                .toList();
        if (reports.size() != 1) {
            throw new AssertionError(
                    "reports " + ledger.reports(KEY, 1, 0, nowNs) + reports + ledger.publishers(nowNs));
        }
        ControlRequest.Report report = reports.get(0);
        long accounted = report.received() + report.dropped() - report.early();
        long sentSince = sent() - sentAtEcho.get(report.baseline());
        long handed = handedOut.stream().mapToLong(BitSet::cardinality).sum();
        long lost = dropped.stream().mapToLong(BitSet::cardinality).sum();
        if (accounted != sentSince || report.received() != handed || report.dropped() != lost) {
            throw new AssertionError("sent since the echo " + sentSince + ", handed out " + handed + ", dropped " + lost
                    + ", reported " + report + ledger.publishers(nowNs));
        }
    }
}
