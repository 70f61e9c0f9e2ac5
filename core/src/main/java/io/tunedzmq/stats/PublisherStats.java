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
 *     the time between reports, see {@link SubscriberReport}. Stock SUB sockets report nothing.
 * @param batches frames handed to ZeroMQ, each with one message or more
 * @param bytes bytes of those frames
 * @param stalls how often a subscriber's queue was found full after there had been room
 * @param stalledNs nanoseconds for which a subscriber was full, all together. With {@code drop()} a stall ends when
 *     every subscriber of this library has room again, and of a stock one half of its queue was read; over inproc
 *     stock ones do not count.
 * @param topics topics numbered so far
 * @param untracked messages sent without a sequence, because the limit of topics was passed
 * @param ignoredUpstream messages from the network that were neither subscriptions nor ours; discarded.
 *     Reports that cannot be true are among them.
 * @param checks how often the books of a subscriber were compared with its report:
 *     {@code published = received + dropped} when nothing was in flight
 * @param unbalanced how many of these checks failed: messages that nobody can account for, which is a defect,
 *     or a peer that makes its reports up
 */
public record PublisherStats(
        long published,
        long refused,
        long dropped,
        long batches,
        long bytes,
        long stalls,
        long stalledNs,
        long topics,
        long untracked,
        long ignoredUpstream,
        long checks,
        long unbalanced) {

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
                stalledNs - before.stalledNs,
                topics - before.topics,
                untracked - before.untracked,
                ignoredUpstream - before.ignoredUpstream,
                checks - before.checks,
                unbalanced - before.unbalanced);
    }
}
