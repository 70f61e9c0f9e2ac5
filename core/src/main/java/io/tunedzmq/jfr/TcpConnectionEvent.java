package io.tunedzmq.jfr;

import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedAddresses;
import jdk.jfr.Description;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** What the events of connections say that had both ends. */
abstract class TcpConnectionEvent extends ConnectionEvent {
    @Label("Local")
    @Description("Our end of the connection, ip:port; null where that is unknown")
    @Nullable
    String local;

    @Label("Remote")
    @Description("The other end of the connection, ip:port; null where that is unknown")
    @Nullable
    String remote;

    void at(EventSource its, String itsEndpoint, RecordedAddresses ends) {
        at(its, itsEndpoint);
        local = ends.local();
        remote = ends.remote();
    }
}
