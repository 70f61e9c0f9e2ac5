package io.tunedzmq.peer;

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
        peers = new Peers(all -> new IncomingPeer(all, mine, spares, most), install);
    }

    public Peers peers() {
        return peers;
    }

    /** The socket is closed: what it held is garbage. */
    public void close() {
        account.close();
    }
}
