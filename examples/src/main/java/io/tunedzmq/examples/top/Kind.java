package io.tunedzmq.examples.top;

import java.util.List;

/** What a context shows in JMX, with the attributes that are read of it. */
enum Kind {
    /** The context. */
    CONTEXT(
            "Context",
            "contexts",
            "Health",
            "HealthReasons",
            "IoThreads",
            "IoThreadsAlive",
            "Broken",
            "BrokenReason",
            "ForeignContexts",
            "SurvivedErrors",
            "HealedHandshakes",
            "IncomingBytes",
            "IncomingBudget",
            "OutgoingBytes",
            "OutgoingBudget",
            "GivenUp",
            "OpenFindings"),

    /** A thread that moves the bytes of its connections. Its {@code CpuUsage} is left to those who poll it. */
    IO_THREAD("IoThread", "ioThreads", "Alive", "Connections", "CpuSeconds"),

    /** A publisher that is open. */
    PUBLISHER(
            "Publisher",
            "publishers",
            "Name",
            "Id",
            "Endpoints",
            "Published",
            "Refused",
            "Dropped",
            "Stalls",
            "StalledSeconds",
            "Full",
            "QueuedBytes",
            "WaitingThreads",
            "Subscribers",
            "Behind",
            "LagSeconds"),

    /** A subscriber that is open. */
    SUBSCRIBER(
            "Subscriber",
            "subscribers",
            "Name",
            "Id",
            "Endpoints",
            "Ready",
            "Connections",
            "Received",
            "Dropped",
            "Gaps",
            "Duplicates",
            "QueuedBytes",
            "LagSeconds",
            "SlowEpisodes");

    private final String type;
    private final String plural;

    @SuppressWarnings("ImmutableEnumChecker") // It is made by List.of.
    private final List<String> attributes;

    Kind(String type, String plural, String... attributes) {
        this.type = type;
        this.plural = plural;
        this.attributes = List.of(attributes);
    }

    /** The key {@code type} of its names. */
    String type() {
        return type;
    }

    /** As JSON calls them. */
    String plural() {
        return plural;
    }

    List<String> attributes() {
        return attributes;
    }

    /** The count whose growth is its rate; empty for what does not count messages. */
    String counted() {
        return switch (this) {
            case PUBLISHER -> "Published";
            case SUBSCRIBER -> "Received";
            case CONTEXT, IO_THREAD -> "";
        };
    }
}
