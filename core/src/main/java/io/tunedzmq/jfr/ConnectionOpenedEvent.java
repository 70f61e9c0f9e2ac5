package io.tunedzmq.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A TCP connection was accepted or made. */
@Name("io.tunedzmq.ConnectionOpened")
@Label("Connection Opened")
@Description("A publisher or subscriber has accepted or made a TCP connection")
@Category({"tunedzmq", "Connection"})
@StackTrace(false)
final class ConnectionOpenedEvent extends Event {
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

    @Label("Accepted")
    @Description("Whether the peer has connected to us; false where we have connected to it")
    boolean accepted;
}
