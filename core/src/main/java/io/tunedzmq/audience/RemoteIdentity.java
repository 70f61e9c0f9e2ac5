package io.tunedzmq.audience;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a subscriber says it is, over whatever connection: equal by id and key. Comparable, so that identities whose
 * hashes were made to collide cost a map no more than others. Confined: guarded by the lock of
 * {@link RemoteSubscribers}.
 */
final class RemoteIdentity implements Comparable<RemoteIdentity> {
    private static final Comparator<RemoteIdentity> ORDER =
            Comparator.<RemoteIdentity>comparingLong(who -> who.id).thenComparingLong(who -> who.key);

    private static final int MOST_PRESENT = 8;

    final long id;
    final long key;

    /** How many rows it has: one for each connection that it came over. */
    int rows;

    /** Those of them whose connection is there; the last few. */
    final List<RemoteSubscriber> present = new ArrayList<>(1);

    /** Those of them whose connection is gone. */
    final List<RemoteSubscriber> gone = new ArrayList<>(0);

    /** Messages lost that are counted already: it says the same over each of its connections. */
    private long dropped;

    RemoteIdentity(long id, long key) {
        this.id = id;
        this.key = key;
    }

    /** It has come over one more connection. */
    void came(RemoteSubscriber row) {
        if (present.size() == MOST_PRESENT) {
            present.remove(0);
        }
        present.add(row);
    }

    /** Takes how many it has lost so far; returns how many more that is. */
    long lost(long soFar) {
        long more = Math.max(0, soFar - dropped);
        dropped += more;
        return more;
    }

    @Override
    public int compareTo(RemoteIdentity other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RemoteIdentity who && id == who.id && key == who.key;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(id) + Long.hashCode(key);
    }
}
