package io.tunedzmq.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import zmq.msg.MsgAllocator;

/** What comes to one subscriber over its TCP connections, counted and bounded. Thread-safe. */
public final class IncomingFrames {
    private static final long UNSEEN_NS = 3_000_000_000L;

    private final TcpConnections connections;
    private final IncomingMemory.Account account;

    /**
     * @param most bytes of the largest frame taken
     * @param limit of what each connection holds, if there is memory for that
     * @param install see {@link TcpConnections}
     */
    public IncomingFrames(
            IncomingMemory memory, SpareFrames spares, int most, ReadPauseLimit limit, Consumer<MsgAllocator> install) {
        IncomingMemory.Account mine = memory.open();
        account = mine;
        connections = new TcpConnections(
                all -> new ConnectionToPublisher(all, mine, spares, most, limit), DisconnectThrottle.cheap(), install);
    }

    public TcpConnections connections() {
        return connections;
    }

    /** Bytes of frames that the application has not taken, or that were announced. */
    public long heldBytes() {
        return account.held();
    }

    /** What there was no memory for. */
    public RefusedFrames refused() {
        return account.refused();
    }

    /** Looks at the connections that have brought something. */
    public void look(long nowNs) {
        connections.forEach((sinceNs, connection) -> flow(connection).look(true, nowNs));
    }

    /** Those of them that were made after the time. */
    public List<ConnectionReadFlow> since(long timeNs) {
        List<ConnectionReadFlow> flows = new ArrayList<>();
        connections.forEach((sinceNs, connection) -> {
            if (sinceNs - timeNs >= 0) {
                flows.add(flow(connection));
            }
        });
        return flows;
    }

    /**
     * Whether a connection holds something that an application which waits for messages does not find: after an error,
     * as for want of memory, JeroMQ may not have been told of it. After a look at each.
     */
    public boolean holdsUnseen(long nowNs) {
        boolean[] unseen = new boolean[1];
        connections.forEach(
                (sinceNs, connection) -> unseen[0] |= nowNs - flow(connection).heldNs() >= UNSEEN_NS);
        return unseen[0];
    }

    private static ConnectionReadFlow flow(TcpConnection connection) {
        return ((ConnectionToPublisher) connection).flow();
    }

    /** The socket is closed: what it held is garbage. */
    public void close() {
        account.close();
    }
}
