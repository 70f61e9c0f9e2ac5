package io.tunedzmq.metrics;

import static io.tunedzmq.internal.Nanos.seconds;
import static io.tunedzmq.metrics.Metric.counter;
import static io.tunedzmq.metrics.Metric.oneIf;
import static io.tunedzmq.metrics.Metric.sum;

import io.tunedzmq.stats.Health;
import java.util.List;

/** What is shown of a context and of its I/O threads. */
public final class ContextMetrics {
    /** Of the context. */
    public static final List<Metric<ContextReading>> ALL = List.of(
            sum(
                    "tunedzmq.context.health",
                    "",
                    "",
                    "1 if the context is well, 0.5 if it works and something is wrong, 0 if it does not work",
                    now -> share(now.health().status())),
            sum(
                    "tunedzmq.context.io.threads",
                    "IoThreads",
                    "threads",
                    "I/O threads asked for",
                    now -> now.stats().ioThreads()),
            sum(
                    "tunedzmq.context.io.alive",
                    "IoThreadsAlive",
                    "threads",
                    "I/O threads at work; where these are fewer than asked for, one has died with its connections or is stuck",
                    now -> now.stats().ioThreadsAlive()),
            sum(
                    "tunedzmq.context.broken",
                    "Broken",
                    "",
                    "1 if the context cannot go on, for the reason that stats().broken() tells; else 0",
                    now -> oneIf(now.stats().broken().isPresent())),
            counter(
                    "tunedzmq.context.survived",
                    "SurvivedErrors",
                    "errors",
                    "Errors after which a thread of the context, or a socket, went on",
                    now -> now.stats().survivedErrors()),
            counter(
                    "tunedzmq.context.healed",
                    "HealedHandshakes",
                    "handshakes",
                    "Fresh connections that JeroMQ had stalled and that were brought to life",
                    now -> now.stats().healedHandshakes()),
            sum(
                    "tunedzmq.context.foreign",
                    "ForeignContexts",
                    "contexts",
                    "ZeroMQ contexts of other code in this process",
                    now -> now.stats().foreignContexts()),
            sum(
                    "tunedzmq.context.incoming",
                    "IncomingBytes",
                    "bytes",
                    "Frames that have come to subscribers, or were announced, and that no application has taken",
                    now -> now.stats().incomingBytes()),
            sum(
                    "tunedzmq.context.incoming.budget",
                    "IncomingBudget",
                    "bytes",
                    "What may have come to subscribers and not been taken: half of the memoryBudget",
                    now -> now.stats().incomingBudget()),
            sum(
                    "tunedzmq.context.outgoing",
                    "OutgoingBytes",
                    "bytes",
                    "Frames that publishers have sent and that a subscriber has yet to take",
                    now -> now.stats().outgoingBytes()),
            sum(
                    "tunedzmq.context.outgoing.budget",
                    "OutgoingBudget",
                    "bytes",
                    "What publishers may have sent and not been taken: half of the memoryBudget",
                    now -> now.stats().outgoingBudget()),
            counter(
                    "tunedzmq.context.given.up",
                    "GivenUp",
                    "messages",
                    "Messages that publishers with drop() gave up because the budget was used up, for each subscriber",
                    now -> now.stats().givenUp()));

    /** Of each I/O thread. */
    public static final List<Metric<IoThreadReading>> IO_THREAD = List.of(
            sum(
                    "tunedzmq.io.thread.alive",
                    "Alive",
                    "",
                    "1 if the I/O thread is at work; 0 if it has died or is stuck, and its connections carry nothing",
                    now -> oneIf(now.alive())),
            sum(
                    "tunedzmq.io.thread.connections",
                    "Connections",
                    "connections",
                    "TCP connections of publishers and subscribers that it serves",
                    IoThreadReading::connections),
            counter(
                    "tunedzmq.io.thread.cpu",
                    "CpuSeconds",
                    Metric.SECONDS,
                    "CPU time that it has used; its rate is the share of one CPU",
                    now -> now.cpuNs().isPresent() ? seconds(now.cpuNs().getAsLong()) : Double.NaN),
            sum(
                    "tunedzmq.io.thread.cpu.usage",
                    "CpuUsage",
                    "",
                    "Share of one CPU that it has used since somebody read this, at least a second ago; 0 to 1",
                    now -> now.cpuUsage().orElse(Double.NaN)));

    /** Of each symptom, with continuous diagnosis: read from how many findings of it there are. */
    public static final Metric<Long> FINDINGS =
            sum("tunedzmq.findings", "", "", "Findings of diagnoseEvery in its last window", Long::doubleValue);

    private ContextMetrics() {}

    private static double share(Health.Status status) {
        return switch (status) {
            case UP -> 1;
            case DEGRADED -> 0.5;
            case DOWN -> 0;
        };
    }
}
