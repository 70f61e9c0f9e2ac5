package io.tunedzmq.publish;

import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.stats.PublisherStats;

/** What the parts of a publisher count, as one. Thread-safe. */
final class PublisherCounts {
    private final PublishIntake intake;
    private final TopicTable topics;
    private final PublishSocket socket;
    private final RemoteSubscribers subscribers;

    PublisherCounts(PublishIntake intake, TopicTable topics, PublishSocket socket, RemoteSubscribers subscribers) {
        this.intake = intake;
        this.topics = topics;
        this.socket = socket;
        this.subscribers = subscribers;
    }

    PublisherStats stats() {
        return new PublisherStats(
                intake.published(),
                intake.refused(),
                subscribers.dropped(),
                socket.batches(),
                socket.bytes(),
                socket.stalls().times(),
                socket.stalls().allNs(),
                topics.count(),
                intake.untracked(),
                subscribers.ignored() + socket.ignored(),
                subscribers.checks(),
                subscribers.unbalanced());
    }

    /** Bytes of the largest message so far. */
    int largestPayload() {
        return intake.largestPayload();
    }
}
