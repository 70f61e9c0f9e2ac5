package io.tunedzmq.jfr;

import io.tunedzmq.config.ContextConfig;
import java.time.Instant;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/** What the context was built with: when it starts, and again for each chunk, so that no recording is without it. */
@Name("io.tunedzmq.Context")
@Label("Context")
@Description("What the context of the process was built with; when it starts, and at the beginning of each chunk")
@Category({"tunedzmq", "Context"})
@Period("beginChunk")
@StackTrace(false)
final class ContextEvent extends Event {
    @Label("Started At")
    @Description("When the context was built")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long startedAt;

    @Label("I/O Threads")
    @Description("Threads that move the bytes of its connections")
    int ioThreads;

    @Label("Max Sockets")
    @Description("Sockets that may be open at the same time")
    int maxSockets;

    @Label("High Water Mark")
    @Description("Policy of every socket that has no nearer one")
    String hwm = "";

    @Label("High Water Marks by Socket Type")
    @Description("Policies of types of socket; empty where none was given")
    String hwmBySocketType = "";

    @Label("Linger")
    @Description("How long closing keeps trying to deliver what is queued")
    @Timespan(Timespan.NANOSECONDS)
    long linger;

    @Label("Memory Budget")
    @Description("What all queues of the context together may hold")
    @DataAmount(DataAmount.BYTES)
    long memoryBudget;

    @Label("Socket Buffers")
    @Description("Buffer of the system for each TCP connection, sending and receiving; 0 leaves it to the system")
    @DataAmount(DataAmount.BYTES)
    int socketBufferBytes;

    static ContextEvent of(ContextConfig config, Instant startedAt) {
        ContextEvent event = new ContextEvent();
        event.startedAt = startedAt.toEpochMilli();
        event.ioThreads = config.ioThreads();
        event.maxSockets = config.maxSockets();
        event.hwm = config.hwm().toString();
        event.hwmBySocketType = config.hwmBySocketType().isEmpty()
                ? ""
                : config.hwmBySocketType().toString();
        event.linger = config.linger().toNanos();
        event.memoryBudget = config.memoryBudget();
        event.socketBufferBytes = config.socketBufferBytes();
        return event;
    }
}
