package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

/**
 * What a subscriber has seen since it was opened. Every count is monotonic.
 *
 * @param received messages handed to the application
 * @param dropped messages that were published after the subscriber knew the topic and never arrived
 * @param gaps runs of dropped messages
 * @param duplicates messages that had arrived before; they are not handed out again
 * @param publisherRestarts how often a publisher came back as a new instance at the same address
 * @param publishersEnded publisher instances that closed and said so: nothing more comes of them, and a lost tail is
 *     counted. One that was killed, or whose connection is gone before, is silent instead.
 * @param publisherSilences how often a publisher fell silent: nothing came of it for {@code silentAfter}, not even
 *     signs of life
 * @param slowEpisodes how often the application was too slow; see {@code SlowPolicy}
 * @param reconnects how often a publisher already known was heard over a new connection
 * @param untagged messages without our header, from stock publishers; handed out, part of {@code received}
 * @param malformed frames with our header that contradict themselves; discarded
 * @param untracked messages handed out without a check for gaps: their publisher or we passed the limit of topics
 * @param implausible frames that were not believed, apart from {@code dropped}: a sequence that no publisher can have
 *     reached, at more than 100 million messages a second; the epoch of a publisher that is heard over another
 *     connection, without a proof; and what came over a second connection too far ahead of the first. Messages of the
 *     first kind are handed out, those of the others are not.
 * @param unwanted frames of topics that were not asked for; discarded
 * @param handlerFailures messages whose {@code onMessage} handler has thrown; part of {@code received}
 */
public record SubscriberStats(
        long received,
        long dropped,
        long gaps,
        long duplicates,
        long publisherRestarts,
        long publishersEnded,
        long publisherSilences,
        long slowEpisodes,
        long reconnects,
        long untagged,
        long malformed,
        long untracked,
        long implausible,
        long unwanted,
        long handlerFailures) {

    /** What happened since an earlier snapshot. */
    public SubscriberStats minus(SubscriberStats before) {
        requireNonNull(before, "before");
        return new SubscriberStats(
                received - before.received,
                dropped - before.dropped,
                gaps - before.gaps,
                duplicates - before.duplicates,
                publisherRestarts - before.publisherRestarts,
                publishersEnded - before.publishersEnded,
                publisherSilences - before.publisherSilences,
                slowEpisodes - before.slowEpisodes,
                reconnects - before.reconnects,
                untagged - before.untagged,
                malformed - before.malformed,
                untracked - before.untracked,
                implausible - before.implausible,
                unwanted - before.unwanted,
                handlerFailures - before.handlerFailures);
    }
}
