package io.tunedzmq.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A fresh connection that JeroMQ had stalled goes on. */
@Name("io.tunedzmq.HandshakeHealed")
@Label("Handshake Healed")
@Description("A fresh connection that JeroMQ had stalled goes on")
@Category({"tunedzmq", "Connection"})
@StackTrace(false)
final class HandshakeHealedEvent extends Event {
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
}
