package io.tunedzmq.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import zmq.msg.MsgAllocator;

/** What comes to one subscriber over its TCP connections, counted and bounded. Thread-safe. */
public final class IncomingFrames {
    private final Peers peers;
    private final IncomingMemory.Account account;

    /**
     * @param most bytes of the largest frame taken
     * @param install see {@link Peers}
     */
    public IncomingFrames(IncomingMemory memory, SpareFrames spares, int most, Consumer<MsgAllocator> install) {
        IncomingMemory.Account mine = memory.open();
        account = mine;
        peers = new Peers(all -> new IncomingPeer(all, mine, spares, most), Ends.cheap(), install);
    }

    public Peers peers() {
        return peers;
    }

    /** Looks at the connections that have brought something. */
    public void look(long nowNs) {
        peers.forEach((sinceNs, peer) -> flow(peer).look(true, nowNs));
    }

    /** Those of them that were made after the time. */
    public List<Flow> since(long timeNs) {
        List<Flow> flows = new ArrayList<>();
        peers.forEach((sinceNs, peer) -> {
            if (sinceNs - timeNs >= 0) {
                flows.add(flow(peer));
            }
        });
        return flows;
    }

    private static Flow flow(Peer peer) {
        return ((IncomingPeer) peer).flow();
    }

    /** The socket is closed: what it held is garbage. */
    public void close() {
        account.close();
    }
}
