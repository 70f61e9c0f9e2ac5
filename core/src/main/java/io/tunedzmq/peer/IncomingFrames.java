package io.tunedzmq.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import zmq.msg.MsgAllocator;

/** What comes to one subscriber over its TCP connections, counted and bounded. Thread-safe. */
public final class IncomingFrames {
    private static final long UNSEEN_NS = 3_000_000_000L;

    private final Peers peers;
    private final IncomingMemory.Account account;

    /**
     * @param most bytes of the largest frame taken
     * @param install see {@link Peers}
     */
    public IncomingFrames(IncomingMemory memory, SpareFrames spares, int most, Consumer<MsgAllocator> install) {
        IncomingMemory.Account mine = memory.open();
        account = mine;
        peers = new Peers(all -> new IncomingPeer(all, mine, spares, most), SpreadConnectionEnds.cheap(), install);
    }

    public Peers peers() {
        return peers;
    }

    /** Looks at the connections that have brought something. */
    public void look(long nowNs) {
        peers.forEach((sinceNs, peer) -> flow(peer).look(true, nowNs));
    }

    /** Those of them that were made after the time. */
    public List<ReadFlow> since(long timeNs) {
        List<ReadFlow> flows = new ArrayList<>();
        peers.forEach((sinceNs, peer) -> {
            if (sinceNs - timeNs >= 0) {
                flows.add(flow(peer));
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
        peers.forEach((sinceNs, peer) -> unseen[0] |= nowNs - flow(peer).heldNs() >= UNSEEN_NS);
        return unseen[0];
    }

    private static ReadFlow flow(Peer peer) {
        return ((IncomingPeer) peer).flow();
    }

    /** The socket is closed: what it held is garbage. */
    public void close() {
        account.close();
    }
}
