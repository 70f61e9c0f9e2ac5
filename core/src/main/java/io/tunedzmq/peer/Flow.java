package io.tunedzmq.peer;

/**
 * How far a subscriber has read what comes over one TCP connection. To be looked at several times a second.
 *
 * <p>A queue that never empties says nothing about when it was filled. So a look notes how much had come by then, and a later one sees
 * whether all of that has been taken.
 *
 * <p>Confined: guarded by the subscriber's lock.
 */
public final class Flow {
    private final IncomingPeer peer;
    private long notedBytes;
    private long notedNs;
    private long readUpToNs;
    private long unreadUntilNs;

    Flow(IncomingPeer peer, long nowNs) {
        this.peer = peer;
        notedNs = nowNs;
        readUpToNs = nowNs;
        unreadUntilNs = nowNs;
    }

    /**
     * Looks at it.
     *
     * @param open whether the connection is there
     */
    public void look(boolean open, long nowNs) {
        long comeBytes = peer.comeBytes();
        long takenBytes = peer.takenBytes();
        if (takenBytes >= comeBytes) {
            readUpToNs = nowNs;
        } else if (takenBytes >= notedBytes) {
            readUpToNs = notedNs;
        }
        if (takenBytes >= notedBytes) {
            notedBytes = comeBytes;
            notedNs = nowNs;
        }
        if (open && peer.isBackedUp()) {
            unreadUntilNs = nowNs;
        }
    }

    /** What had come by then has been taken. */
    public long readUpToNs() {
        return readUpToNs;
    }

    /** By then it had been left unread, so that what was sent before may have come later. */
    public long unreadUntilNs() {
        return unreadUntilNs;
    }
}
