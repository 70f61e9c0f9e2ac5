package io.tunedzmq.metrics;

import static io.tunedzmq.internal.Nanos.seconds;
import static io.tunedzmq.metrics.Metric.counter;
import static io.tunedzmq.metrics.Metric.largest;
import static io.tunedzmq.metrics.Metric.oneIf;
import static io.tunedzmq.metrics.Metric.sum;

import java.util.List;

/** What is shown of subscribers. */
public final class SubscriberMetrics {
    public static final List<Metric<SubscriberReading>> ALL = List.of(
            sum("tunedzmq.subscriber.open", "", "", "Subscribers that are open", now -> oneIf(now.open())),
            sum(
                    "tunedzmq.subscriber.ready",
                    "Ready",
                    "",
                    "Subscribers of which it is proven that their publishers hear them",
                    now -> oneIf(now.ready())),
            sum(
                    "tunedzmq.subscriber.connections",
                    "Connections",
                    "connections",
                    "TCP connections to publishers that have said hello",
                    SubscriberReading::connections),
            counter(
                    "tunedzmq.subscriber.received",
                    "Received",
                    "messages",
                    "Messages handed to the application",
                    now -> now.stats().received()),
            counter(
                    "tunedzmq.subscriber.dropped",
                    "Dropped",
                    "messages",
                    "Messages that never arrived",
                    now -> now.stats().dropped()),
            counter(
                    "tunedzmq.subscriber.gaps",
                    "Gaps",
                    "",
                    "Runs of messages that never arrived",
                    now -> now.stats().gaps()),
            counter(
                    "tunedzmq.subscriber.duplicates",
                    "Duplicates",
                    "messages",
                    "Messages that had arrived before; not handed out again",
                    now -> now.stats().duplicates()),
            sum(
                    "tunedzmq.subscriber.queued",
                    "QueuedBytes",
                    "bytes",
                    "Frames that have come over TCP, or were announced, and that the application has not taken",
                    SubscriberReading::queuedBytes),
            largest(
                    "tunedzmq.subscriber.lag",
                    "LagSeconds",
                    Metric.SECONDS,
                    "For how long messages have been waiting for the application without a break",
                    now -> seconds(now.lagNs())),
            counter(
                    "tunedzmq.subscriber.slow.episodes",
                    "SlowEpisodes",
                    "",
                    "Times that the application was too slow, as the SlowPolicy says",
                    now -> now.stats().slowEpisodes()),
            counter(
                    "tunedzmq.subscriber.reconnects",
                    "Reconnects",
                    "",
                    "How often a publisher already known was heard over a new connection",
                    now -> now.stats().reconnects()),
            counter(
                    "tunedzmq.subscriber.publisher.restarts",
                    "PublisherRestarts",
                    "",
                    "How often a publisher came back as a new instance at the same address",
                    now -> now.stats().publisherRestarts()),
            counter(
                    "tunedzmq.subscriber.publisher.silences",
                    "PublisherSilences",
                    "",
                    "How often nothing came of a publisher for silentAfter",
                    now -> now.stats().publisherSilences()),
            counter(
                    "tunedzmq.subscriber.publishers.ended",
                    "PublishersEnded",
                    "",
                    "Publishers that closed and said so",
                    now -> now.stats().publishersEnded()),
            counter(
                    "tunedzmq.subscriber.untagged",
                    "Untagged",
                    "messages",
                    "Messages of stock publishers, of which no loss can be seen; part of those received",
                    now -> now.stats().untagged()),
            counter(
                    "tunedzmq.subscriber.untracked",
                    "Untracked",
                    "messages",
                    "Messages handed out without a check for gaps, because the limit of topics was passed",
                    now -> now.stats().untracked()),
            counter(
                    "tunedzmq.subscriber.malformed",
                    "Malformed",
                    "frames",
                    "Frames with our header that contradict themselves; discarded",
                    now -> now.stats().malformed()),
            counter(
                    "tunedzmq.subscriber.implausible",
                    "Implausible",
                    "frames",
                    "Frames that were not believed",
                    now -> now.stats().implausible()),
            counter(
                    "tunedzmq.subscriber.unwanted",
                    "Unwanted",
                    "frames",
                    "Frames of topics that nobody asked for; discarded",
                    now -> now.stats().unwanted()),
            counter(
                    "tunedzmq.subscriber.handler.failures",
                    "HandlerFailures",
                    "messages",
                    "Messages whose onMessage handler has thrown",
                    now -> now.stats().handlerFailures()));

    /** How long frames are under way. */
    public static final DurationMetric LATENCY = new DurationMetric(
            "tunedzmq.subscriber.latency",
            "From when a publisher sent a frame, by its own clock, until the application here took the first message of it");

    private SubscriberMetrics() {}
}
