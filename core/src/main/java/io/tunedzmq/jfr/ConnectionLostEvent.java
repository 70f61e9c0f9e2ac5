package io.tunedzmq.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A TCP connection has ended. */
@Name("io.tunedzmq.ConnectionLost")
@Label("Connection Lost")
@Description("A TCP connection has ended that a publisher or subscriber had not closed")
@Category({"tunedzmq", "Connection"})
@StackTrace(false)
final class ConnectionLostEvent extends Event {
    @Label("Socket")
    @Description("Name of the publisher or subscriber; empty where none was given")
    String socket = "";

    @Label("Socket Identity")
    @Description("Identity of the publisher or subscriber, as the log shows it; of a publisher its epoch")
    String socketIdentity = "";

    @Label("Role")
    @Description("Whose connection it is: publisher or subscriber")
    String role = "";

    @Label("Endpoint")
    @Description("Where the socket listens, or connects to")
    String endpoint = "";

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
