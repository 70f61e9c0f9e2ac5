package io.tunedzmq.jeromq;

import io.tunedzmq.metrics.IgnoredEvents;
import io.tunedzmq.metrics.SocketIdentity;
import java.util.ArrayList;
import java.util.List;

/** Records nothing but the connections that are healed. */
final class HealedConnections extends IgnoredEvents {
    final List<SocketIdentity> of = new ArrayList<>();
    final List<String> endpoints = new ArrayList<>();

    @Override
    public void healed(SocketIdentity socket, String endpoint) {
        of.add(socket);
        endpoints.add(endpoint);
    }
}
