package io.tunedzmq.sizing;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.internal.Checks;
import java.time.Duration;

/**
 * Describes a {@link Workload}. Each setter checks its value at once; the last call wins; the builder may be used
 * again. Confined: one thread at a time.
 */
public final class WorkloadBuilder {
    private static final int NOT_SET = 0;

    private long messagesPerSecond = NOT_SET;
    private int messageBytes = NOT_SET;
    private int connections = 1;
    private Duration longestPause = Duration.ofMillis(200);
    private long memoryBudget = ContextConfig.defaults().outgoingBudget();
    private int cpus = Runtime.getRuntime().availableProcessors();

    WorkloadBuilder() {}

    /**
     * Messages that the publisher sends in a second, all topics together. If they come in bursts, the rate of a burst.
     * No default, range 1 to 1,000,000,000.
     *
     * @throws IllegalArgumentException if out of range
     */
    public WorkloadBuilder messagesPerSecond(long messages) {
        messagesPerSecond = Workload.checkMessagesPerSecond(messages);
        return this;
    }

    /**
     * Payload and topic of a message in bytes, the largest that is usual. No default, range 1 to 1 GiB.
     *
     * @throws IllegalArgumentException if out of range
     */
    public WorkloadBuilder messageBytes(int bytes) {
        messageBytes = Workload.checkMessageBytes(bytes);
        return this;
    }

    /**
     * Subscribers at the same time, each of which receives everything. Default 1, range 1 to 65,535.
     *
     * @throws IllegalArgumentException if out of range
     */
    public WorkloadBuilder connections(int subscribers) {
        connections = Workload.checkConnections(subscribers);
        return this;
    }

    /**
     * Longest time in which a subscriber takes nothing. Default 200 ms, as a full garbage collection of a middling heap
     * may take; range 0 to one day.
     *
     * @throws IllegalArgumentException if out of range
     */
    public WorkloadBuilder longestPause(Duration pause) {
        longestPause = Workload.checkLongestPause(pause);
        return this;
    }

    /**
     * Bytes that the queues of one process may hold, the publisher's for all its subscribers together. Default a
     * quarter of the largest heap, but 1 MiB at least; range from 64 KiB.
     *
     * @throws IllegalArgumentException if out of range
     */
    public WorkloadBuilder memoryBudget(long bytes) {
        memoryBudget = Workload.checkMemoryBudget(bytes);
        return this;
    }

    /**
     * Processors of the publisher's process. Default what this JVM may use, in which a container's quota counts; at
     * least 1.
     *
     * @throws IllegalArgumentException if out of range
     */
    public WorkloadBuilder cpus(int cpus) {
        this.cpus = Workload.checkCpus(cpus);
        return this;
    }

    /**
     * The workload described so far.
     *
     * @throws IllegalArgumentException if the rate or the size of the messages is missing
     */
    public Workload build() {
        given("messagesPerSecond", messagesPerSecond);
        given("messageBytes", messageBytes);
        return new Workload(messagesPerSecond, messageBytes, connections, longestPause, memoryBudget, cpus);
    }

    private static void given(String name, long value) {
        if (value == NOT_SET) {
            throw new IllegalArgumentException(
                    Checks.text(name, "not set", "at least 1", "a load without it cannot be sized"));
        }
    }
}
