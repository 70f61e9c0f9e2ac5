package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The topics of a sealed bundle, each with the sequence of its last message there. Not to be changed. */
public final class BundledTopics {
    private final BundleGroup group;
    private final PublishedTopic[] topics;
    private final long[] lastSequences;
    private final int[] messages;
    private final byte[] bundles;
    private final long routesVersion;

    /**
     * @param messages of each topic; empty if none of them is in another bundle, too
     * @param bundles in how many each topic is, with the same messages; empty as well
     * @param routesVersion see {@link #routesVersion()}
     */
    BundledTopics(
            BundleGroup group,
            PublishedTopic[] topics,
            long[] lastSequences,
            int[] messages,
            byte[] bundles,
            long routesVersion) {
        this.group = group;
        this.topics = topics;
        this.lastSequences = lastSequences;
        this.messages = messages;
        this.bundles = bundles;
        this.routesVersion = routesVersion;
    }

    /** The oldest version of the {@link BundleRoutes} by which something came into it. */
    public long routesVersion() {
        return routesVersion;
    }

    /** Whom the bundle is for. */
    public BundleGroup group() {
        return group;
    }

    public int count() {
        return topics.length;
    }

    public PublishedTopic topic(int index) {
        return topics[index];
    }

    public long lastSequence(int index) {
        return lastSequences[index];
    }

    /**
     * Notes that the bundle was sent; whether that was the last one with the messages that it holds of this topic. Once
     * for each topic of it, under the sending lock.
     */
    public boolean isLastOf(int index) {
        return bundles.length == 0 || topics[index].sentInBundle(bundles[index]);
    }

    /** Whether something of it was sent to all already, out of another bundle that was taken apart. */
    public boolean areSentToAll() {
        for (int slot = 0; slot < messages.length; slot++) {
            if (lastSequences[slot] - messages[slot] < topics[slot].sentToAll()) {
                return true;
            }
        }
        return false;
    }

    /** The messages of the bundle in frames of one topic each, but for those that were sent to all already. */
    public List<SealedFrame> apart(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        FrameReader reader = new FrameReader();
        if (reader.open(bytes) != FrameReader.Format.TAGGED) {
            throw new IllegalStateException("a bundle of ours contradicts itself");
        }
        FrameWriter[] frames = new FrameWriter[topics.length];
        while (reader.next()) {
            int slot = reader.bundle().slot();
            if (reader.recordSequence() <= topics[slot].sentToAll()) {
                continue;
            }
            if (frames[slot] == null) {
                frames[slot] = new FrameWriter(topics[slot].withNul(), FrameWriter.recordBytes(reader.payloadLength()));
            }
            frames[slot].append(bytes, reader.payloadOffset(), reader.payloadLength());
        }
        List<SealedFrame> parts = new ArrayList<>();
        for (int slot = 0; slot < frames.length; slot++) {
            if (frames[slot] == null) {
                continue;
            }
            int count = frames[slot].count();
            long first = lastSequences[slot] - count + 1;
            ByteBuffer part =
                    frames[slot].seal(FrameKind.DATA, reader.epoch(), first, reader.timeNs(), topics[slot].number());
            parts.add(new SealedFrame(part, topics[slot], lastSequences[slot], count));
        }
        return parts;
    }
}
