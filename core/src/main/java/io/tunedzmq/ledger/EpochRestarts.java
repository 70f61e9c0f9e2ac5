package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices publishers that come up at the address of another one, to which we connect. Confined to the receiving thread,
 * except the count.
 */
final class EpochRestarts {
    private final Map<String, EpochLedger> byAddress = new HashMap<>();
    private final Counter count = new Counter();

    /** A publisher is heard for the first time; returns the one whose place it took. */
    @Nullable
    EpochLedger begun(EpochLedger books) {
        String address = books.connection().dialedAddress();
        EpochLedger before = address == null ? null : byAddress.put(address, books);
        // Several epochs over one connection are publishers behind a proxy, not one that came back.
        if (before == null || before.connection() == books.connection() || before.connection().epochs != 1) {
            return null;
        }
        count.add(1);
        return before;
    }

    /** A publisher has another connection than before. */
    void moved(EpochLedger books) {
        String address = books.connection().dialedAddress();
        if (address != null) {
            byAddress.put(address, books);
        }
    }

    /** A publisher is not at the other end of this connection any longer. */
    void left(EpochLedger books, HeardConnection connection) {
        String address = connection.dialedAddress();
        if (address != null) {
            byAddress.remove(address, books);
        }
    }

    long count() {
        return count.get();
    }
}
