package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A TCP connection has ended. */
@Name("io.tunedzmq.ConnectionLost")
@Label("Connection Lost")
@Description("A TCP connection has ended that a publisher or subscriber had not closed")
final class ConnectionLostEvent extends TcpConnectionEvent {
    @Label("Lasted")
    @Description("How long it was there; not available where that is unknown")
    @Timespan(Timespan.NANOSECONDS)
    long lasted;
}
