package io.tunedzmq.jeromq;

import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.IgnoredEvents;
import java.util.ArrayList;
import java.util.List;

/** Records nothing but the connections that are healed. */
final class HealedConnections extends IgnoredEvents {
    final List<EventSource> of = new ArrayList<>();
    final List<String> endpoints = new ArrayList<>();

    @Override
    public void healed(EventSource socket, String endpoint) {
        of.add(socket);
        endpoints.add(endpoint);
    }
}
