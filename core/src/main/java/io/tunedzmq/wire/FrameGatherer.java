package io.tunedzmq.wire;

import io.tunedzmq.internal.Deques;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Gathers messages of one publisher into frames: one open frame for each topic that has something waiting, and the full
 * ones in front of them. Where many topics have a few messages each, and all who want them can read bundles, they share
 * {@linkplain BundleGroup bundles} instead. Confined: guarded by its owner's lock.
 *
 * <p>The order of messages within a topic is kept; topics may overtake each other.
 */
public final class FrameGatherer {
    /** Full frames' worth of messages after which it is time to send, although no topic has filled one. */
    private static final long FULL_FRAMES = 4;

    /** A frame with fewer messages costs more than what it carries. */
    private static final int FEW = 8;

    /** So many frames with few messages at once are worth a bundle. */
    private static final int MANY_FRAMES = 8;

    /** Bundles in a row of hardly more than one topic, after which they are worth nothing. */
    private static final int MOST_POOR = 256;

    private static final int POOR = 4;

    /** Messages of one topic in a bundle, from which on it is better off with frames of its own. */
    private static final int CROWD = 64;

    /** Writers of bundles that wait to be used again. */
    private static final int MOST_SPARE = 8;

    /** A message that takes more than such a part of a frame has one of its own. */
    private static final int LARGE = 8;

    private final long epoch;
    private final int frameLimit;
    private final LongSupplier clock;
    private final BundleRoutes routes;
    private final ByteBuffer lostBundle;
    private final ArrayDeque<SealedFrame> sealed = new ArrayDeque<>();

    // A topic whose frame was sealed in between stands here twice; the second time its frame is gone.
    private final List<PublishedTopic> open = new ArrayList<>();

    /**
     * By name, those of them that are not numbered: nobody remembers these, so that each look-up makes another one, and
     * their messages meet here alone.
     */
    private final Map<String, PublishedTopic> unnumbered = new HashMap<>();

    /** Those of which a bundle is open. */
    private final List<BundleGroup> openBundles = new ArrayList<>();

    private final ArrayDeque<BundleWriter> spare = new ArrayDeque<>(MOST_SPARE + 1);

    private long bundles;
    private boolean bundling;
    private int poorBundles;
    private long bytes;
    private long messages;

    /**
     * @param frameLimit bytes after which a frame is full
     * @param clock the time that frames carry, in nanoseconds since 1970
     */
    public FrameGatherer(long epoch, int frameLimit, LongSupplier clock, BundleRoutes routes) {
        this.epoch = epoch;
        this.frameLimit = frameLimit;
        this.clock = clock;
        this.routes = routes;
        // Says nothing: the next message, or the last sequences, show what is missing.
        lostBundle = new ControlFrames(epoch, clock).lastSequences();
    }

    /** Appends a copy of the message and numbers it. */
    public void add(PublishedTopic topic, byte[] payload, int offset, int length) {
        if (bundling || topic.route.length > 0) {
            BundleGroup[] route = routeOf(topic, length);
            if (route.length > 0) {
                addBundled(topic, route, payload, offset, length);
                return;
            }
        }
        addPlain(topic.numbered() ? topic : unnumbered(topic), payload, offset, length);
    }

    /** The topic whose frame the messages of this name wait in. */
    private PublishedTopic unnumbered(PublishedTopic topic) {
        PublishedTopic waiting = unnumbered.putIfAbsent(topic.name(), topic);
        return waiting == null ? topic : waiting;
    }

    private BundleGroup[] routeOf(PublishedTopic topic, int length) {
        BundleGroup[] route = BundleRoutes.PLAIN;
        if (bundling && !topic.crowded && topic.numbered() && length <= frameLimit / LARGE) {
            long version = routes.version();
            if (topic.routesVersion != version) {
                topic.possibleRoute = routes.of(topic);
                topic.routesVersion = version;
            }
            route = topic.possibleRoute;
        }
        if (route != topic.route) {
            if (!Arrays.equals(route, topic.route)) {
                long[] places = new long[route.length];
                leaveRoute(topic);
                topic.places = places;
            }
            topic.route = route;
        }
        return route;
    }

    /** What the topic has waiting goes before what comes by another way. */
    private void leaveRoute(PublishedTopic topic) {
        FrameWriter frame = topic.open;
        if (frame != null) {
            seal(topic, frame, clock.getAsLong(), sealed);
        }
        for (int way = 0; way < topic.route.length; way++) {
            BundleGroup group = topic.route[way];
            BundleWriter bundle = group.open;
            if (bundle != null && bundle.slot(topic, way) >= 0) {
                sealBundle(group, bundle);
            }
        }
    }

    private void addBundled(PublishedTopic topic, BundleGroup[] route, byte[] payload, int offset, int length) {
        for (int way = 0; way < route.length; way++) {
            BundleWriter bundle = route[way].open;
            if (bundle != null && !bundle.isEmpty() && !bundle.hasRoom(topic, way, length, frameLimit)) {
                sealBundle(route[way], bundle);
            }
        }
        for (int way = 0; way < route.length; way++) {
            openBundle(route[way]).reserve(topic, way, length);
        }
        long sequence = topic.accepted + 1;
        for (int way = 0; way < route.length; way++) { // Nothing needs memory here: it is in all bundles or in none.
            BundleWriter bundle = openBundle(route[way]);
            bytes += bundle.recordBytes(topic, way, length);
            bundle.append(topic, way, sequence, payload, offset, length);
        }
        topic.accepted = sequence;
        messages++;
    }

    private BundleWriter openBundle(BundleGroup group) {
        BundleWriter bundle = group.open;
        if (bundle == null) {
            bundle = spare.isEmpty() ? new BundleWriter() : spare.remove();
            openBundles.add(group); // First: without memory for it the bundle would never be taken.
            bundle.begin(group, ++bundles);
            group.open = bundle;
            bytes += FrameWriter.overhead(group.topicWithNul());
        }
        return bundle;
    }

    /**
     * Seals a bundle; if a topic of it is in others, too, all that are open: what one of them has of a topic has each,
     * and so nothing is left behind when one is taken apart and another was sent before as it is.
     */
    private void sealBundle(BundleGroup group, BundleWriter bundle) {
        if (bundle.isShared()) {
            sealBundles(clock.getAsLong(), sealed);
        } else {
            SealedFrame frame = bundle.seal(epoch, clock.getAsLong(), lostBundle);
            Deques.add(sealed, frame);
            isSealed(group, bundle);
            openBundles.remove(group);
        }
    }

    /** Seals all that are open, or without memory none. */
    private void sealBundles(long timeNs, ArrayDeque<SealedFrame> into) {
        List<SealedFrame> frames = new ArrayList<>();
        for (BundleGroup group : openBundles) {
            BundleWriter bundle = group.open;
            if (bundle != null && !bundle.isEmpty()) {
                frames.add(bundle.seal(epoch, timeNs, lostBundle));
            }
        }
        into.addAll(frames);
        for (int i = openBundles.size() - 1; i >= 0; i--) { // Nothing needs memory from here on.
            BundleGroup group = openBundles.get(i);
            BundleWriter bundle = group.open;
            if (bundle != null && !bundle.isEmpty()) {
                isSealed(group, bundle);
                openBundles.remove(i);
            }
        }
    }

    private void isSealed(BundleGroup group, BundleWriter bundle) {
        group.open = null;
        for (int slot = 0; slot < bundle.slots(); slot++) {
            bundle.topic(slot).crowded |= bundle.messages(slot) >= CROWD;
        }
        poorBundles = bundle.slots() < POOR ? poorBundles + 1 : 0;
        bundling &= poorBundles < MOST_POOR;
        if (spare.size() < MOST_SPARE) {
            spare.add(bundle);
        }
    }

    private void addPlain(PublishedTopic topic, byte[] payload, int offset, int length) {
        int record = FrameWriter.recordBytes(length);
        FrameWriter frame = topic.open;
        if (frame != null && frame.size() + record > frameLimit) {
            seal(topic, frame, clock.getAsLong(), sealed);
            frame = null;
        }
        if (frame == null) {
            frame = open(topic, payload, offset, length);
        } else {
            frame.append(payload, offset, length);
        }
        topic.accepted++;
        bytes += record;
        messages++;
        if (frame.size() + record > frameLimit) {
            sealFull(topic, frame);
        }
    }

    /** Now, and not when the next one comes: who takes the full frame should not find a new one just begun. */
    private void sealFull(PublishedTopic topic, FrameWriter frame) {
        try {
            seal(topic, frame, clock.getAsLong(), sealed);
        } catch (OutOfMemoryError e) {
            return; // The message is in: it goes with those that are taken next.
        }
    }

    /** Opens a frame with its first record. */
    private FrameWriter open(PublishedTopic topic, byte[] payload, int offset, int length) {
        byte[] name = topic.withNul();
        int overhead = FrameWriter.overhead(name);
        int record = FrameWriter.recordBytes(length);
        FrameWriter frame;
        if (overhead + 2L * record > frameLimit) {
            frame = FrameWriter.ofOne(name, payload, offset, length);
        } else {
            // A little more than the topic's last frames had: growing copies, and room that stays empty is cleared in
            // vain.
            int expected = topic.expectedBytes + topic.expectedBytes / 4;
            frame = new FrameWriter(name, Math.max(record, Math.min(expected, frameLimit - overhead)));
            frame.append(payload, offset, length);
        }
        open.add(topic); // First: without memory for it the frame would never be taken.
        topic.open = frame;
        bytes += overhead;
        return frame;
    }

    /** Without memory everything stays as it was. */
    private void seal(PublishedTopic topic, FrameWriter frame, long timeNs, ArrayDeque<SealedFrame> into) {
        int filled = frame.size() - FrameWriter.overhead(topic.withNul());
        long last = topic.numbered() ? topic.accepted : 0;
        long first = topic.numbered() ? last - frame.count() + 1 : 0;
        ByteBuffer content = frame.seal(FrameKind.DATA, epoch, first, timeNs, topic.number());
        Deques.add(into, new SealedFrame(content, topic, last, frame.count()));
        topic.open = null;
        topic.crowded &= frame.count() >= FEW;
        topic.expectedBytes = Math.max(filled, (filled + topic.expectedBytes) / 2);
    }

    /** Bytes waiting. */
    public long bytes() {
        return bytes;
    }

    /** Messages waiting. */
    public long messages() {
        return messages;
    }

    /** Whether a frame is full, or as much waits as fills several: then it should go. */
    public boolean full() {
        return !sealed.isEmpty() || bytes >= FULL_FRAMES * frameLimit;
    }

    /** Whether a message of this length may be added while at most {@code limit} bytes wait; an empty one takes any. */
    public boolean room(int length, long limit) {
        return messages == 0 || bytes + FrameWriter.recordBytes(length) <= limit;
    }

    /** Takes everything that waits, in the order in which it must be sent. */
    public void takeAll(ArrayDeque<SealedFrame> into) {
        if (messages == 0) {
            return;
        }
        long timeNs = clock.getAsLong();
        into.addAll(sealed);
        sealed.clear();
        int withFew = 0;
        for (PublishedTopic topic : open) {
            FrameWriter frame = topic.open;
            if (frame != null) {
                seal(topic, frame, timeNs, into);
                withFew += frame.count() < FEW ? 1 : 0;
            }
        }
        open.clear();
        unnumbered.clear();
        sealBundles(timeNs, into);
        if (withFew >= MANY_FRAMES && !bundling) {
            bundling = true;
            poorBundles = 0;
        }
        bytes = 0;
        messages = 0;
    }
}
