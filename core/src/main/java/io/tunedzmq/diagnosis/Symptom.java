package io.tunedzmq.diagnosis;

import java.util.Locale;

/** A pattern that a rule knows. Each has a section in {@code core/docs/diagnosis.md}. */
public enum Symptom {
    /** An I/O thread has ended; its connections carry nothing any more. */
    DEAD_IO_THREAD,
    /** The container's CPU quota stops the process for a part of the time. */
    CPU_THROTTLED,
    /** Threads with work wait for a CPU, because other threads and programs take them all. */
    CPU_CONTENDED,
    /** This process stood still: it was stopped or frozen, and what came meanwhile had no room. */
    PROCESS_STOPPED,
    /** The garbage collector stops the process for a part of the time. */
    GC_PAUSES,
    /** The thread that receives waits for something else than messages. */
    APPLICATION_BLOCKED,
    /** The application takes fewer messages than are published, all the time: no high water mark holds that. */
    SLOW_SUBSCRIBER,
    /** Every I/O thread is busy all the time and more would share the work. */
    IO_THREADS_SATURATED,
    /** The busy I/O thread has one connection: another I/O thread could not take over anything. */
    ONE_CONNECTION,
    /** One I/O thread is busy all the time while another is idle. */
    IO_THREADS_UNBALANCED,
    /** A network interface or the path behind it carries no more. */
    NETWORK_SATURATED,
    /**
     * ZeroMQ cuts a connection off for what the peer says: the wrong kind of socket, other security, or too large a
     * message.
     */
    PROTOCOL_ERROR,
    /** Frames were refused, and their connections cut, because the memory budget or the heap had no room for them. */
    MEMORY_BUDGET_TOO_LOW,
    /** The network loses packets, connection attempts or connections. */
    NETWORK_LOSSY,
    /** The application pauses, is fast enough on average, and the queue is too short for the pause. */
    RCVHWM_TOO_LOW,
    /** The publisher bursts, and its queue is too short for the burst. */
    SNDHWM_TOO_LOW,
    /** A publisher's queue is full most of the time, and what is behind it cannot be seen from here. */
    PEER_TOO_SLOW,
    /** Messages were lost, and no rule has proof of why. */
    UNEXPLAINED_LOSS,
    /** The first messages were published before the first subscription had arrived. */
    SLOW_JOINER,
    /** A subscriber has no connection to a publisher. */
    NO_PUBLISHER,
    /** A publisher has no connection to a subscriber that it connects to. */
    NO_SUBSCRIBER,
    /** A subscriber is connected, and nobody answers: a stock publisher sends nothing to exact topics. */
    NO_ANSWER,
    /** Nothing ever came of what a subscriber asks for, and a publisher has a topic that is nearly that. */
    NO_SUCH_TOPIC,
    /** A connection is up, and the publishers that were heard over it say nothing any more. */
    PUBLISHER_SILENT,
    /** A proxy has dropped subscriptions, so that a publisher behind it had not heard all of them. */
    SUBSCRIPTIONS_UNHEARD,
    /** A peer accepts connections and does not speak ZeroMQ on them. */
    STALLED_HANDSHAKE,
    /** Other code of this process has ZeroMQ contexts of its own, each with its own threads. */
    TOO_MANY_CONTEXTS,
    /** There are more I/O threads than CPUs or connections to serve. */
    TOO_MANY_IO_THREADS,
    /** The process may soon open no further connection. */
    FILE_DESCRIPTORS_SHORT,
    /** Frames with our header contradict themselves. */
    MALFORMED_SENDER,
    /** Messages of stock publishers carry no sequence: their loss cannot be seen. */
    UNTAGGED_SENDER;

    /** Where the documentation explains it. */
    public String link() {
        return "core/docs/diagnosis.md#" + name().toLowerCase(Locale.ROOT);
    }
}
