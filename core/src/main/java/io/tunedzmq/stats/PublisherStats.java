package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

/**
 * What a publisher has done since it was opened.
 *
 * <p>Immutable.
 *
 * @param published messages accepted
 * @param refused messages not accepted, because a subscriber's queue was full and the time was over
 * @param dropped messages that subscribers of this library reported lost, summed over the subscribers; behind by up to
 *     the report interval of one second. Stock SUB sockets report nothing.
 * @param batches frames handed to ZeroMQ, each with one message or more
 * @param bytes bytes of those frames
 * @param stalls how often a subscriber's queue was found full after there had been room
 * @param topics topics numbered so far
 * @param untracked messages sent without a sequence, because the limit of topics was passed
 * @param ignoredUpstream messages from the network that were neither subscriptions nor ours; discarded
 */
public record PublisherStats(
        long published,
        long refused,
        long dropped,
        long batches,
        long bytes,
        long stalls,
        long topics,
        long untracked,
        long ignoredUpstream) {

    /** What happened since an earlier snapshot. */
    public PublisherStats minus(PublisherStats before) {
        requireNonNull(before, "before");
        return new PublisherStats(
                published - before.published,
                refused - before.refused,
                dropped - before.dropped,
                batches - before.batches,
                bytes - before.bytes,
                stalls - before.stalls,
                topics - before.topics,
                untracked - before.untracked,
                ignoredUpstream - before.ignoredUpstream);
    }
}
