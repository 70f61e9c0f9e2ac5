package io.tunedzmq.window;

import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.stats.SubscriberStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Everything that counts, as it stood at one moment. Counts run from when each thing was opened; what the platform does
 * not tell is empty, never a guess.
 *
 * <p>Immutable.
 *
 * @param atNs when, by {@link System#nanoTime()}
 * @param ioThreads the context's I/O threads
 * @param publishers its publishers
 * @param subscribers its subscribers
 * @param process this process
 * @param host the machine, or the container's share of it
 */
public record ContextSnapshot(
        long atNs,
        List<IoThread> ioThreads,
        List<Publisher> publishers,
        List<Subscriber> subscribers,
        Jvm process,
        Host host) {
    public ContextSnapshot {
        ioThreads = List.copyOf(ioThreads);
        publishers = List.copyOf(publishers);
        subscribers = List.copyOf(subscribers);
    }

    /**
     * An I/O thread.
     *
     * @param name of the thread
     * @param runs whether it has not ended
     * @param absence that it does not come back from what it does; empty if it does
     * @param cpuNs CPU time used
     * @param waitedNs how long it had work and waited for a CPU
     * @param polled listeners and connections that it serves, those of plain sockets too
     * @param connections those of publishers and subscribers, after a handshake
     */
    public record IoThread(
            String name,
            boolean runs,
            Optional<Absence> absence,
            OptionalLong cpuNs,
            OptionalLong waitedNs,
            int polled,
            int connections) {}

    /**
     * A publisher.
     *
     * @param name given by its owner; may be empty
     * @param endpoints resolved
     * @param connects connections that it makes over TCP; at its other endpoints it listens
     * @param connected TCP connections that are up
     * @param stats its counts
     * @param reports of its subscribers, with what was published to each
     * @param largestMessage payload bytes of the largest message published
     * @param queue what it holds for each subscriber
     * @param drops whether a full queue loses messages; else {@code publish} waits
     * @param waiting threads whose message has no room yet
     * @param untilHeardNs from its opening to the first subscription; empty while there was none
     * @param publishedUnheard messages sent to the topics of the first subscriptions before these came
     * @param heardAtNs when the first subscription came, by {@link System#nanoTime()}; 0 while there was none
     * @param givenUp messages given up for want of memory, each counted for every subscriber that had not taken it
     */
    public record Publisher(
            String name,
            List<String> endpoints,
            List<Connection> connects,
            long connected,
            PublisherStats stats,
            List<SubscriberReport> reports,
            int largestMessage,
            Queue queue,
            boolean drops,
            int waiting,
            OptionalLong untilHeardNs,
            long publishedUnheard,
            long heardAtNs,
            long givenUp) {
        public Publisher {
            endpoints = List.copyOf(endpoints);
            connects = List.copyOf(connects);
            reports = List.copyOf(reports);
        }
    }

    /**
     * What a publisher holds for each subscriber.
     *
     * @param hwm messages; 0 for no limit
     * @param memoryBudget bytes that it may take
     * @param frameBytes bytes after which a frame takes no further message
     * @param maxMessageBytes largest payload as set; 0 for what fits the budget
     */
    public record Queue(int hwm, long memoryBudget, int frameBytes, int maxMessageBytes) {}

    /**
     * A subscriber.
     *
     * @param id its identity, as in the reports
     * @param name given by its owner; may be empty
     * @param endpoints resolved
     * @param stats its counts
     * @param hwm frames queued from each publisher; 0 for no limit
     * @param connects connections that it makes over TCP; at its other endpoints it listens
     * @param connected TCP connections that are up
     * @param receiving whether a thread that has received is alive
     * @param waiting whether its thread waits for a message
     * @param emptied how often there was no further message
     * @param backedUp TCP connections from which nothing is read, because what came over them has not been taken
     * @param unheard what publishers behind a proxy did not hear of it
     * @param answered whether every publisher that it connects to has answered, and no connection was lost since
     * @param exactTopic one of those that it has subscribed to exactly; empty if there is none
     * @param misspelledTopic what is published instead of what it asks for, where nothing ever came of that
     * @param quiet connections that are up, and over which nothing comes any more
     * @param refused what there was no memory for
     */
    public record Subscriber(
            long id,
            String name,
            List<String> endpoints,
            SubscriberStats stats,
            int hwm,
            List<Connection> connects,
            long connected,
            boolean receiving,
            boolean waiting,
            long emptied,
            int backedUp,
            Unheard unheard,
            boolean answered,
            String exactTopic,
            Optional<MisspelledTopic> misspelledTopic,
            List<Quiet> quiet,
            Refused refused) {
        public Subscriber {
            endpoints = List.copyOf(endpoints);
            connects = List.copyOf(connects);
            quiet = List.copyOf(quiet);
        }
    }

    /**
     * Topics that hardly differ.
     *
     * @param asked that a subscriber asks for
     * @param published that a publisher has told of
     */
    public record MisspelledTopic(String asked, String published) {}

    /**
     * A connection that is up, over which publishers were heard that have not ended, and are not heard any more.
     *
     * @param address of the other end; empty where there is none, as over inproc
     * @param publishers how many were heard over it
     * @param since when anything came over it last
     * @param allowed for how long a publisher may say nothing
     */
    public record Quiet(Optional<String> address, int publishers, Duration since, Duration allowed) {}

    /**
     * What there was no memory for.
     *
     * @param connections that were cut for that
     * @param largest bytes of memory for the largest frame, or message of many parts, among it
     * @param budget bytes that all subscribers of the context together may hold
     */
    public record Refused(long connections, long largest, long budget) {
        /** Those of a window, which began then. */
        Refused since(Refused then) {
            return new Refused(connections - then.connections, largest, budget);
        }
    }

    /**
     * Subscriptions that a proxy has dropped.
     *
     * @param subscriptions how many the subscriber had to say again, the last time
     * @param publishers that have not heard all of them yet
     * @param atNs when the last publisher had not heard all, by {@link System#nanoTime()}; 0 if none ever had not
     */
    public record Unheard(int subscriptions, int publishers, long atNs) {
        /** As long as every publisher has heard everything. */
        public static final Unheard NONE = new Unheard(0, 0, 0);
    }

    /**
     * A connection that a publisher or subscriber makes over TCP.
     *
     * @param endpoint as given to {@code connect}
     * @param state what there is of it
     * @param strangers how often it ended within a second, and the peer had not said hello as ZeroMQ does
     * @param brief how often it ended within a second, and the peer had said hello
     * @param cutOff how often it ended by an error of ZeroMQ's protocol, which JeroMQ takes for final
     */
    public record Connection(String endpoint, State state, long strangers, long brief, long cutOff) {
        /** What there is of a connection. */
        public enum State {
            /** It is up, and the peer has said hello. */
            UP,
            /** It is up, and the peer's first word is none of ZeroMQ 3 or newer. */
            FOREIGN,
            /** It is up, and the peer has not said anything. */
            SILENT,
            /** There is none; the last was cut off by an error of ZeroMQ's protocol. */
            CUT_OFF,
            /** There is none. */
            ABSENT
        }
    }

    /**
     * This process.
     *
     * @param cpuNs CPU time used
     * @param cpus CPUs it may use
     * @param cpuQuota CPUs that it may use on average: the smallest quota of its control group and those around it;
     *     empty without a quota
     * @param throttledNs how long these quotas stopped it: the sum over the groups
     * @param gcNs time in garbage collections
     * @param maxHeap bytes that the heap may grow to
     * @param foreignContexts ZeroMQ contexts of other code
     * @param openFiles file descriptors in use; all, if none is left to count them with
     * @param maxFiles file descriptors allowed
     */
    public record Jvm(
            OptionalLong cpuNs,
            int cpus,
            OptionalDouble cpuQuota,
            OptionalLong throttledNs,
            long gcNs,
            long maxHeap,
            int foreignContexts,
            OptionalLong openFiles,
            OptionalLong maxFiles) {}

    /**
     * The machine, as this process's network namespace shows it.
     *
     * @param segmentsSent TCP segments sent
     * @param segmentsResent TCP segments sent again, because the first was lost or late
     * @param listenDrops connection attempts dropped because a listener's queue was full
     * @param interfaces network interfaces
     * @param cpus the CPUs that this process may run on, together
     */
    public record Host(
            OptionalLong segmentsSent,
            OptionalLong segmentsResent,
            OptionalLong listenDrops,
            List<Interface> interfaces,
            Optional<Cpus> cpus) {
        public Host {
            interfaces = List.copyOf(interfaces);
        }
    }

    /**
     * What several CPUs did, together, for whatever program.
     *
     * @param count how many
     * @param busyNs time at work, or taken away
     * @param takenNs time that the hypervisor took away for other machines
     */
    public record Cpus(int count, long busyNs, long takenNs) {}

    /**
     * A network interface.
     *
     * @param name as the system calls it
     * @param bytesIn received
     * @param bytesOut sent
     * @param packets received and sent
     * @param lost packets received or sent in error, and those dropped instead of sent; not those dropped on receipt,
     *     which may have been for nobody
     * @param bitsPerSecond its speed, each way; empty for a virtual interface, which names one that means nothing
     */
    public record Interface(
            String name, long bytesIn, long bytesOut, long packets, long lost, OptionalLong bitsPerSecond) {}
}
