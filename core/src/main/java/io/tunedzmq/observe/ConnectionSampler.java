package io.tunedzmq.observe;

import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import io.tunedzmq.window.WindowSamples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the connections that a socket makes are there. Confined: one thread at a time. */
final class ConnectionSampler {
    private final SampledShare complete = new SampledShare();
    private final Map<String, SampledShare> silent = new HashMap<>();

    void look(List<ContextSnapshot.Connection> connections) {
        complete.look(connections.stream().noneMatch(each -> each.state() == State.ABSENT));
        connections.forEach(each -> silent.computeIfAbsent(each.endpoint(), unused -> new SampledShare())
                .look(each.state() == State.SILENT));
    }

    WindowSamples.Connections result() {
        return new WindowSamples.Connections(
                complete.get(),
                silent.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().get())));
    }
}
