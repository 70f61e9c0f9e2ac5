package io.tunedzmq.metrics;

import static io.tunedzmq.metrics.Metric.counter;
import static io.tunedzmq.metrics.Metric.largest;
import static io.tunedzmq.metrics.Metric.oneIf;
import static io.tunedzmq.metrics.Metric.seconds;
import static io.tunedzmq.metrics.Metric.sum;

import java.util.List;

/** What is shown of publishers. */
public final class PublisherMetrics {
    public static final List<Metric<PublisherReading>> ALL = List.of(
            sum("tunedzmq.publisher.open", "", "Publishers that are open", now -> oneIf(now.open())),
            counter(
                    "tunedzmq.publisher.published",
                    "messages",
                    "Messages accepted",
                    now -> now.stats().published()),
            counter(
                    "tunedzmq.publisher.refused",
                    "messages",
                    "Messages not accepted, because a queue was full until the time of block(timeout) was over",
                    now -> now.stats().refused()),
            counter(
                    "tunedzmq.publisher.dropped",
                    "messages",
                    "Messages that subscribers reported lost, summed over the subscribers; about a second late",
                    now -> now.stats().dropped()),
            counter(
                    "tunedzmq.publisher.batches",
                    "",
                    "Frames handed to ZeroMQ",
                    now -> now.stats().batches()),
            counter(
                    "tunedzmq.publisher.bytes",
                    "bytes",
                    "Bytes of the frames handed to ZeroMQ",
                    now -> now.stats().bytes()),
            counter(
                    "tunedzmq.publisher.stalls",
                    "",
                    "How often the queue of a subscriber was found full after there had been room",
                    now -> now.stats().stalls()),
            counter(
                    "tunedzmq.publisher.stalled",
                    Metric.SECONDS,
                    "For how long the queue of a subscriber was full, all together",
                    now -> seconds(now.stats().stalledNs())),
            sum(
                    "tunedzmq.publisher.full",
                    "",
                    "Publishers of which the queue of a subscriber is full",
                    now -> oneIf(now.full())),
            sum(
                    "tunedzmq.publisher.queued",
                    "bytes",
                    "Frames sent and not taken by every subscriber yet",
                    PublisherReading::queuedBytes),
            sum(
                    "tunedzmq.publisher.waiting",
                    "threads",
                    "Threads in publish whose message has no room yet",
                    PublisherReading::waiting),
            sum(
                    "tunedzmq.publisher.subscribers",
                    "subscribers",
                    "Subscribers of this library that are connected and have shown that they hear the publisher",
                    PublisherReading::subscribers),
            largest(
                    "tunedzmq.publisher.behind",
                    "messages",
                    "Messages sent to a subscriber that it has neither received nor dropped; of the one with the most",
                    PublisherReading::behind),
            largest(
                    "tunedzmq.publisher.lag",
                    Metric.SECONDS,
                    "For how long a subscriber has been behind; of the one for which that is longest",
                    now -> seconds(now.lagNs())),
            sum(
                    "tunedzmq.publisher.topics",
                    "topics",
                    "Topics numbered so far",
                    now -> now.stats().topics()),
            counter(
                    "tunedzmq.publisher.untracked",
                    "messages",
                    "Messages sent without a sequence, because the limit of topics was passed",
                    now -> now.stats().untracked()),
            counter(
                    "tunedzmq.publisher.ignored",
                    "messages",
                    "Messages from the network that were neither subscriptions nor ours, or cannot be true",
                    now -> now.stats().ignoredUpstream()),
            counter(
                    "tunedzmq.publisher.checks",
                    "",
                    "How often the books of a subscriber were compared with its report",
                    now -> now.stats().checks()),
            counter(
                    "tunedzmq.publisher.unbalanced",
                    "checks",
                    "Checks that failed: a defect, or a peer that makes its reports up",
                    now -> now.stats().unbalanced()));

    /** How long {@code publish} waits for room. */
    public static final DurationMetric WAIT = new DurationMetric(
            "tunedzmq.publisher.wait",
            "How long publish waited for room, each time that it had to; whether accepted or refused then");

    private PublisherMetrics() {}
}
