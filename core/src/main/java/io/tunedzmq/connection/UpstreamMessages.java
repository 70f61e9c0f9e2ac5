package io.tunedzmq.connection;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.internal.TcpTable;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zmq.msg.MsgAllocator;

/**
 * What the peers of one publisher say to it, each message with the number of the connection that it came over.
 * Thread-safe; hearing is confined to the publisher's sending lock.
 */
public final class UpstreamMessages {
    /** Longest message that is kept, in bytes; JeroMQ walks a subscription byte by byte, recursively. */
    static final int LARGEST = 1_100;

    /** Longer ones are read without being kept, so that a shared proxy keeps its connection; above this it is cut. */
    public static final int LARGEST_SKIPPED = 1 << 20;

    private static final long LONGEST_UNHEARD_NS = 5_000_000_000L;

    /** A message from a peer. Immutable. */
    public static final class Said {
        private final long connection;
        private final byte[] message;
        private final MissingSubscriptions missing;
        private final boolean direct;
        private final boolean everything;

        Said(long connection, byte[] message, MissingSubscriptions missing, boolean direct, boolean everything) {
            this.connection = connection;
            this.message = message;
            this.missing = missing;
            this.direct = direct;
            this.everything = everything;
        }

        /** Number of the TCP connection; 0 over inproc, or if JeroMQ made the message up for one that was lost. */
        public long connection() {
            return connection;
        }

        /** As it came; not to be changed. */
        public byte[] message() {
            return message;
        }

        /** Whether nobody stands between this publisher and who says it. */
        public boolean isDirect() {
            return direct;
        }

        /** Whether who says it gets every message, whatever it asks for. */
        public boolean getsEverything() {
            return everything;
        }

        /** What has not come over the connection of that for which it asks. */
        public MissingSubscriptions missing() {
            return missing;
        }
    }

    private static final class Speaker extends WeakReference<ConnectionToSubscriber> {
        final long number;

        Speaker(ConnectionToSubscriber connection, ReferenceQueue<ConnectionToSubscriber> forgotten) {
            super(connection, forgotten);
            number = connection.number();
        }
    }

    private final TcpConnections connections;
    private final SubscriptionTreeSize tree = new SubscriptionTreeSize();
    private final SubscriptionMemory memory;
    private final UpstreamMeaning meaning;
    private final Supplier<List<TcpTable.Connection>> tcp;
    private final AtomicLong ignored = new AtomicLong();
    private final Map<Long, Speaker> speakers = new ConcurrentHashMap<>();
    private final ReferenceQueue<ConnectionToSubscriber> forgotten = new ReferenceQueue<>();
    private final List<ConnectionToSubscriber> leaving = new ArrayList<>();
    private volatile byte[] scratch = new byte[0];

    /** Guarded by the sending lock, under which JeroMQ works. */
    private long subscriptions;

    private long subscriptionsHeard;

    // Of the thread that looks.
    private List<TcpTable.Connection> tcpTable = List.of();
    private long tcpTableNs;

    /**
     * @param waits whether the publisher waits for room at present
     * @param install see {@link TcpConnections}
     */
    public UpstreamMessages(
            SubscriptionMemory memory, UpstreamMeaning meaning, BooleanSupplier waits, Consumer<MsgAllocator> install) {
        this(memory, meaning, waits, install, UnacknowledgedBytes::read);
    }

    /** @param tcp reads all TCP connections of this machine */
    UpstreamMessages(
            SubscriptionMemory memory,
            UpstreamMeaning meaning,
            BooleanSupplier waits,
            Consumer<MsgAllocator> install,
            Supplier<List<TcpTable.Connection>> tcp) {
        this.memory = memory;
        this.tcp = tcp;
        this.meaning = meaning;
        connections = new TcpConnections(
                all -> new ConnectionToSubscriber(all, this), new DisconnectThrottle(tree::nodes, waits), install);
    }

    public TcpConnections connections() {
        return connections;
    }

    SubscriptionTreeSize tree() {
        return tree;
    }

    SubscriptionMemory memory() {
        return memory;
    }

    UpstreamMeaning meaning() {
        return meaning;
    }

    /** Room for bytes that nobody will look at; all such frames share it. */
    ByteBuffer scratch(int size) {
        byte[] room = scratch;
        if (room.length < size) {
            room = new byte[Math.max(size, Math.min(2 * room.length, LARGEST_SKIPPED))];
            scratch = room;
        }
        return ByteBuffer.wrap(room, 0, size).slice();
    }

    long subscribed() {
        return ++subscriptions;
    }

    /**
     * Subscriptions that JeroMQ has taken into account until now, of those that select messages of the application.
     * Under the sending lock.
     */
    public long subscriptions() {
        return subscriptions;
    }

    /** Up to which of them everything was heard. Likewise. */
    public long subscriptionsHeard() {
        return subscriptionsHeard;
    }

    void ignored() {
        ignored.incrementAndGet();
    }

    /** Messages that nobody asked for, of all peers: discarded before the publisher heard them. */
    public long ignoredCount() {
        return ignored.get();
    }

    void speaks(ConnectionToSubscriber connection) {
        if (!speakers.containsKey(connection.number())) {
            speakers.put(connection.number(), new Speaker(connection, forgotten));
        }
    }

    /** The only subscriber behind this connection says that it is back over another one. Under the sending lock. */
    public void replaced(long number) {
        Speaker speaker = speakers.get(number);
        ConnectionToSubscriber connection = speaker == null ? null : speaker.get();
        if (connection != null) {
            connection.replaced();
        }
    }

    /** All TCP connections of this machine, read once for all looks of one time. By the thread that looks. */
    List<TcpTable.Connection> tcpTable(long nowNs) {
        if (tcpTableNs != nowNs) {
            tcpTable = tcp.get();
            tcpTableNs = nowNs;
        }
        return tcpTable;
    }

    /** What a message says, and over which connection it came; null if that is gone, or about to end. */
    public @Nullable Said heard(byte[] message) {
        MissingSubscriptions missing = UpstreamFrame.missing(message);
        if (missing == null) {
            return new Said(0, message, MissingSubscriptions.NOTHING, false, false);
        }
        ByteBuffer stamped = ByteBuffer.wrap(message);
        long number = stamped.getLong(1);
        subscriptionsHeard = Math.max(subscriptionsHeard, stamped.getLong(1 + Long.BYTES));
        Speaker speaker = speakers.get(number);
        if (speaker == null) {
            return null;
        }
        ConnectionToSubscriber connection = speaker.get();
        if (connection != null) {
            connection.heard(message.length - UpstreamFrame.STAMP);
            if (connection.isCut()) {
                return null;
            }
        }
        byte[] content = new byte[message.length - UpstreamFrame.STAMP];
        stamped.get(UpstreamFrame.STAMP, content);
        return new Said(
                number,
                content,
                missing,
                connection != null && connection.isDirect(),
                connection != null && connection.getsEverything());
    }

    /**
     * Number of a connection that has ended, each once and after everything that it had said; 0 if there is none. Those
     * that said nothing are left out.
     */
    public long pollGone(long nowNs) {
        for (TcpConnection connection = connections.pollGone();
                connection != null;
                connection = connections.pollGone()) {
            if (connection instanceof ConnectionToSubscriber ended && speakers.containsKey(ended.number())) {
                ended.endedNs(nowNs);
                leaving.add(ended);
            }
        }
        for (Iterator<ConnectionToSubscriber> each = leaving.iterator(); each.hasNext(); ) {
            ConnectionToSubscriber ended = each.next();
            // What JeroMQ dropped of it is never heard.
            if (ended.isHeard() || nowNs - ended.endedNs() >= LONGEST_UNHEARD_NS) {
                each.remove();
                speakers.remove(ended.number());
                return ended.number();
            }
        }
        return pollForgotten();
    }

    /** A connection that spoke a protocol without metadata: it is gone when JeroMQ holds nothing of it any more. */
    private long pollForgotten() {
        for (Object each = forgotten.poll(); each != null; each = forgotten.poll()) {
            Speaker speaker = (Speaker) each;
            if (speakers.remove(speaker.number, speaker)) {
                return speaker.number;
            }
        }
        return 0;
    }
}
