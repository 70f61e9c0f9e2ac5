package io.tunedzmq.connection;

/**
 * How far a subscriber has read what comes over one TCP connection. To be looked at several times a second.
 *
 * <p>A queue that never empties says nothing about when it was filled. So a look notes how much had come by then, and a
 * later one sees whether all of that has been taken.
 *
 * <p>Confined: guarded by the subscriber's lock.
 */
public final class ConnectionReadFlow {
    private final ConnectionToPublisher connection;
    private long notedBytes;
    private long notedNs;
    private long readUpToNs;
    private long unreadUntilNs;
    private long heldBytes;
    private long heldNs;
    private long signs;
    private long signNs;

    ConnectionReadFlow(ConnectionToPublisher connection, long nowNs) {
        this.connection = connection;
        notedNs = nowNs;
        readUpToNs = nowNs;
        unreadUntilNs = nowNs;
        signNs = nowNs;
        heldNs = nowNs;
    }

    /**
     * Looks at it.
     *
     * @param open whether the connection is there
     */
    public void look(boolean open, long nowNs) {
        long comeBytes = connection.comeBytes();
        long takenBytes = connection.takenBytes();
        if (takenBytes >= comeBytes) {
            readUpToNs = nowNs;
        } else if (takenBytes >= notedBytes) {
            readUpToNs = notedNs;
        }
        if (takenBytes >= notedBytes) {
            notedBytes = comeBytes;
            notedNs = nowNs;
        }
        if (takenBytes >= comeBytes || takenBytes != heldBytes) {
            heldBytes = takenBytes;
            heldNs = nowNs;
        }
        long signsNow = connection.signs();
        if (signsNow != signs) {
            signs = signsNow;
            signNs = nowNs;
        }
        if (open && connection.isBackedUp()) {
            unreadUntilNs = nowNs;
            signNs = nowNs;
        }
    }

    /** Since when it has held something of which nothing was taken; the last look if it holds nothing. */
    long heldNs() {
        return heldNs;
    }

    /** When something came over it last, be it a part of a frame, or it was left unread. */
    public long signNs() {
        return signNs;
    }

    /**
     * Whether something that was sent over it is known not to have been acknowledged. Costs a look at all connections
     * of the machine.
     */
    public boolean holdsUnacknowledged() {
        TrackedConnection tracked = connection.tracked();
        return tracked != null && tracked.holdsUnacknowledged();
    }

    /** Ends the connection, since its other end seems to be gone without a word. */
    public void cutUnanswered() {
        connection.cut(CutReason.UNANSWERED);
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
