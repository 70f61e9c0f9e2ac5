package io.tunedzmq.ledger;

import org.jspecify.annotations.Nullable;

/** Told by the receiving thread of publishers that came back as new instances. */
@FunctionalInterface
public interface RestartListener {
    /**
     * Takes one.
     *
     * @param before the epoch of the instance whose place it took
     * @param address where it is, {@code ip:port}; null where that is unknown
     */
    void restarted(long before, long epoch, @Nullable String address);
}
