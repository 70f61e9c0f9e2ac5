package io.tunedzmq.wire;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A topic as its publisher knows it. Fields belong to the lock named with them. */
public final class PublishedTopic {
    private static final AtomicLongFieldUpdater<PublishedTopic> SENT =
            AtomicLongFieldUpdater.newUpdater(PublishedTopic.class, "sent");

    private static final long[] NOWHERE = {};

    private final String name;
    private final byte[] withNul;
    private final int number;

    // Gathering lock.
    long accepted;

    @Nullable
    FrameWriter open;

    int expectedBytes;

    /** The bundles in which its messages travel; none: in frames of their own. */
    BundleGroup[] route = BundleRoutes.PLAIN;

    /** Where it stands in each of them; see {@link BundleWriter}. */
    long[] places = NOWHERE;

    /** The bundles in which they could, as of a version of the {@link BundleRoutes}. */
    BundleGroup[] possibleRoute = BundleRoutes.PLAIN;

    long routesVersion;

    /** Whether it fills frames by itself. */
    boolean crowded;

    // Sending lock.
    private volatile long sent;
    private long sentToAll;
    private int bundlesSent;
    private long handedOver;
    private long announced;
    private long confirmed;
    private long marked;
    private long markedIn;

    /** A topic's number counts from 1; 0 means beyond the limit: its messages carry no sequence. */
    public PublishedTopic(String name, byte[] withNul, int number) {
        this.name = name;
        this.withNul = withNul;
        this.number = number;
    }

    public String name() {
        return name;
    }

    public byte[] withNul() {
        return withNul;
    }

    public int number() {
        return number;
    }

    /** Whether its messages carry a sequence. */
    public boolean numbered() {
        return number != 0;
    }

    /** Last sequence handed to ZeroMQ, for some who want the topic if not for all. From any thread. */
    public long sent() {
        return sent;
    }

    /** Notes what was handed to ZeroMQ. Under the sending lock. */
    public void sent(long lastSequence) {
        SENT.lazySet(this, lastSequence); // A volatile write would cost as much as the rest of a small frame.
    }

    /** Last sequence handed to ZeroMQ in a frame for all who want the topic. Under the sending lock. */
    public long sentToAll() {
        return sentToAll;
    }

    public void sentToAll(long lastSequence) {
        sentToAll = lastSequence;
        bundlesSent = 0;
    }

    /** One of so many bundles with the same messages was sent; whether it was the last. */
    boolean sentInBundle(int of) {
        bundlesSent++;
        boolean all = bundlesSent == of;
        bundlesSent = all ? 0 : bundlesSent;
        return all;
    }

    /**
     * Notes that everybody who wants the topic has this message, as far as ZeroMQ goes. Under the sending lock.
     *
     * @return how many messages further that is than before
     */
    public long handedOver(long lastSequence) {
        long more = Math.max(0, lastSequence - handedOver);
        handedOver += more;
        return more;
    }

    /** Last sequence that was announced by itself, and not only with a mark. Under the sending lock. */
    public long announced() {
        return announced;
    }

    public void announced(long sequence) {
        announced = sequence;
    }

    /** Last sequence announced while every subscriber had room. Under the sending lock. */
    public long confirmed() {
        return confirmed;
    }

    public void confirmed(long sequence) {
        confirmed = sequence;
    }

    /** Last sequence before a mark sent while every subscriber had room. Under the sending lock. */
    public long marked() {
        return marked;
    }

    public void marked(long sequence) {
        marked = sequence;
    }

    /** Number of the first mark behind its last message, as far as there is one. Under the sending lock. */
    public long markedIn() {
        return markedIn;
    }

    public void markedIn(long mark) {
        markedIn = mark;
    }
}
