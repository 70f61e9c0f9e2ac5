package io.tunedzmq.settings;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.internal.Checks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * @param name what publishers list it as; may be empty, up to 128 bytes of UTF-8
 * @param slow what happens when the application is too slow
 * @param silentAfter how long nothing may come of a publisher before it counts as silent; 100 ms to 1 hour
 */
public record SubscriberSettings(
        List<Endpoint> endpoints,
        Set<String> topics,
        Set<String> prefixes,
        HwmPolicy hwm,
        int maxMessageBytes,
        int maxTopics,
        String name,
        SlowPolicy slow,
        Duration silentAfter) {

    private static final int LONGEST_NAME = 128;

    /** Checks every value. */
    public SubscriberSettings {
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
        PublisherSettings.checkMaxMessageBytes(maxMessageBytes);
        PublisherSettings.checkMaxTopics(maxTopics);
        checkName(name);
        requireNonNull(slow, "slow");
        checkSilentAfter(silentAfter);
    }

    /** Returns the name, or says why not. */
    public static String checkName(String name) {
        requireNonNull(name, "name");
        if (name.indexOf('\0') >= 0 || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    Checks.text("name", name, "up to " + LONGEST_NAME + " bytes of UTF-8 without NUL", ""));
        }
        return name;
    }

    /**
     * Topics checked for gaps unless something else is said: one for each KiB of the largest heap, 1,000 to 1,000,000.
     */
    public static int defaultMaxTopics() {
        return (int) Math.max(1_000, Math.min(1_000_000, Runtime.getRuntime().maxMemory() / 1_024));
    }

    /** Returns the duration, or says why not. */
    public static Duration checkSilentAfter(Duration silence) {
        requireNonNull(silence, "silentAfter");
        return Checks.range("silentAfter", silence, Duration.ofMillis(100), Duration.ofHours(1), "");
    }
}
