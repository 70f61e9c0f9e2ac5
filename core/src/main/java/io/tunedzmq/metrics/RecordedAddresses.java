package io.tunedzmq.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The two ends of a TCP connection.
 *
 * <p>Immutable.
 *
 * @param local ours, {@code ip:port}; null where that is unknown
 * @param remote the peer's, as well
 */
public record RecordedAddresses(
        @Nullable String local, @Nullable String remote) {}
