package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A TCP connection was accepted or made. */
@Name("io.tunedzmq.ConnectionOpened")
@Label("Connection Opened")
@Description("A publisher or subscriber has accepted or made a TCP connection")
final class ConnectionOpenedEvent extends TcpConnectionEvent {
    @Label("Accepted")
    @Description("Whether the peer has connected to us; false where we have connected to it")
    boolean accepted;
}
