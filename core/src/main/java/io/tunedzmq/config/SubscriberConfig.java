package io.tunedzmq.config;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import java.util.List;
import java.util.Set;

/**
 * The settings of a subscriber, fixed when it is opened.
 *
 * <p>Immutable.
 *
 * @param endpoints where to bind and connect, at least one
 * @param topics exactly these topics
 * @param prefixes every topic that begins with one of these
 * @param hwm frames queued for the application from each publisher; a frame holds one or more messages
 * @param maxMessageBytes largest payload taken; 1 to 1 GiB
 * @param maxTopics topics that are checked for gaps; messages of further topics are delivered unchecked
 */
public record SubscriberConfig(
        List<Endpoint> endpoints,
        Set<String> topics,
        Set<String> prefixes,
        HwmPolicy hwm,
        int maxMessageBytes,
        int maxTopics) {

    /** Checks every value. */
    public SubscriberConfig {
        endpoints = List.copyOf(endpoints);
        topics = Set.copyOf(topics);
        prefixes = Set.copyOf(prefixes);
        requireNonNull(hwm, "hwm");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(
                    Checks.text("endpoints", "none", "at least one", "call connect(endpoint) or bind(endpoint)"));
        }
        if (topics.isEmpty() && prefixes.isEmpty()) {
            throw new IllegalArgumentException(Checks.text(
                    "topics", "none", "at least one", "call topic(name), or topicPrefix(\"\") for every topic"));
        }
        PublisherConfig.checkMaxMessageBytes(maxMessageBytes);
        PublisherConfig.checkMaxTopics(maxTopics);
    }
}
