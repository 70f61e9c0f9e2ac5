package io.tunedzmq.jeromq;

import io.tunedzmq.connection.SubscriptionMemory;
import io.tunedzmq.connection.TcpConnections;
import io.tunedzmq.connection.UpstreamMessages;
import io.tunedzmq.publish.ControlMeaning;

/** For what has to be told of connections and has none. */
final class NoConnections {
    private NoConnections() {}

    static TcpConnections connections() {
        return new UpstreamMessages(new SubscriptionMemory(1 << 20), new ControlMeaning(), () -> false, allocator -> {})
                .connections();
    }
}
