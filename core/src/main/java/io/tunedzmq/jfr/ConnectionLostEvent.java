package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A TCP connection has ended. */
@Name("io.tunedzmq.ConnectionLost")
@Label("Connection Lost")
@Description("A TCP connection has ended that a publisher or subscriber had not closed")
final class ConnectionLostEvent extends ConnectionEvent {
    @Label("Local")
    @Description("Our end of the connection, ip:port; null where that is unknown")
    @Nullable
    String local;

    @Label("Remote")
    @Description("The other end of the connection, ip:port; null where that is unknown")
    @Nullable
    String remote;

    @Label("Lasted")
    @Description("How long it was there; not available where that is unknown")
    @Timespan(Timespan.NANOSECONDS)
    long lasted;
}
