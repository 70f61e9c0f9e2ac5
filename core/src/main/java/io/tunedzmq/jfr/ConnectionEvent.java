package io.tunedzmq.jfr;

import io.tunedzmq.metrics.EventSource;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What the events of connections say of the socket. */
@Category({"tunedzmq", "Connection"})
@StackTrace(false)
abstract class ConnectionEvent extends Event {
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

    void at(EventSource its, String itsEndpoint) {
        socket = its.name();
        socketIdentity = Long.toHexString(its.id());
        role = its.role();
        endpoint = itsEndpoint;
    }
}
