package io.tunedzmq.observe;

import io.tunedzmq.diagnosis.Observation;
import io.tunedzmq.diagnosis.Observation.Connection.State;
import io.tunedzmq.diagnosis.Sampled;
import java.util.List;

/** Whether the connections that a socket makes are there. Confined: one thread at a time. */
final class ConnectionLooks {
    private final Share complete = new Share();
    private final Share silent = new Share();

    void look(List<Observation.Connection> connections) {
        complete.look(connections.stream().noneMatch(each -> each.state() == State.ABSENT));
        silent.look(connections.stream().anyMatch(each -> each.state() == State.SILENT));
    }

    Sampled.Connections result() {
        return new Sampled.Connections(complete.get(), silent.get());
    }
}
