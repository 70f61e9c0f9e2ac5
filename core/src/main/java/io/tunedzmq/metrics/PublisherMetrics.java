package io.tunedzmq.metrics;

import static io.tunedzmq.internal.Nanos.seconds;
import static io.tunedzmq.metrics.Metric.counter;
import static io.tunedzmq.metrics.Metric.largest;
import static io.tunedzmq.metrics.Metric.oneIf;
import static io.tunedzmq.metrics.Metric.sum;

import java.util.List;

/** What is shown of publishers. */
public final class PublisherMetrics {
    public static final List<Metric<PublisherReading>> ALL = List.of(
            sum("tunedzmq.publisher.open", "", "", "Publishers that are open", now -> oneIf(now.open())),
            counter(
                    "tunedzmq.publisher.published",
                    "Published",
                    "messages",
                    "Messages accepted",
                    now -> now.stats().published()),
            counter(
                    "tunedzmq.publisher.refused",
                    "Refused",
                    "messages",
                    "Messages not accepted, because a queue was full until the time of block(timeout) was over",
                    now -> now.stats().refused()),
            counter(
                    "tunedzmq.publisher.dropped",
                    "Dropped",
                    "messages",
                    "Messages that subscribers reported lost, summed over the subscribers; about a second late",
                    now -> now.stats().dropped()),
            counter(
                    "tunedzmq.publisher.batches",
                    "Batches",
                    "",
                    "Frames handed to ZeroMQ",
                    now -> now.stats().batches()),
            counter(
                    "tunedzmq.publisher.bytes",
                    "Bytes",
                    "bytes",
                    "Bytes of the frames handed to ZeroMQ",
                    now -> now.stats().bytes()),
            counter(
                    "tunedzmq.publisher.stalls",
                    "Stalls",
                    "",
                    "How often the queue of a subscriber was found full after there had been room",
                    now -> now.stats().stalls()),
            counter(
                    "tunedzmq.publisher.stalled",
                    "StalledSeconds",
                    Metric.SECONDS,
                    "For how long the queue of a subscriber was full, all together",
                    now -> seconds(now.stats().stalledNs())),
            sum(
                    "tunedzmq.publisher.full",
                    "Full",
                    "",
                    "Publishers of which the queue of a subscriber is full",
                    now -> oneIf(now.full())),
            sum(
                    "tunedzmq.publisher.queued",
                    "QueuedBytes",
                    "bytes",
                    "Frames sent and not taken by every subscriber yet",
                    PublisherReading::queuedBytes),
            sum(
                    "tunedzmq.publisher.waiting",
                    "WaitingThreads",
                    "threads",
                    "Threads in publish whose message has no room yet",
                    PublisherReading::waiting),
            sum(
                    "tunedzmq.publisher.subscribers",
                    "Subscribers",
                    "subscribers",
                    "Subscribers of this library that are connected and have shown that they hear the publisher",
                    PublisherReading::subscribers),
            largest(
                    "tunedzmq.publisher.behind",
                    "Behind",
                    "messages",
                    "Messages sent to a subscriber that it has neither received nor dropped; of the one with the most",
                    PublisherReading::behind),
            largest(
                    "tunedzmq.publisher.lag",
                    "LagSeconds",
                    Metric.SECONDS,
                    "For how long a subscriber has been behind; of the one for which that is longest",
                    now -> seconds(now.lagNs())),
            sum(
                    "tunedzmq.publisher.topics",
                    "Topics",
                    "topics",
                    "Topics numbered so far",
                    now -> now.stats().topics()),
            counter(
                    "tunedzmq.publisher.untracked",
                    "Untracked",
                    "messages",
                    "Messages sent without a sequence, because the limit of topics was passed",
                    now -> now.stats().untracked()),
            counter(
                    "tunedzmq.publisher.ignored",
                    "IgnoredUpstream",
                    "messages",
                    "Messages from the network that were neither subscriptions nor ours, or cannot be true",
                    now -> now.stats().ignoredUpstream()),
            counter(
                    "tunedzmq.publisher.checks",
                    "Checks",
                    "",
                    "How often the books of a subscriber were compared with its report",
                    now -> now.stats().checks()),
            counter(
                    "tunedzmq.publisher.unbalanced",
                    "Unbalanced",
                    "checks",
                    "Checks that failed: a defect, or a peer that makes its reports up",
                    now -> now.stats().unbalanced()));

    /** How long {@code publish} waits for room. */
    public static final DurationMetric WAIT = new DurationMetric(
            "tunedzmq.publisher.wait",
            "How long publish waited for room, each time that it had to; whether accepted or refused then");

    private PublisherMetrics() {}
}
