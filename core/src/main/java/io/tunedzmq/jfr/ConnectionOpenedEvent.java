package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A TCP connection was accepted or made. */
@Name("io.tunedzmq.ConnectionOpened")
@Label("Connection Opened")
@Description("A publisher or subscriber has accepted or made a TCP connection")
final class ConnectionOpenedEvent extends ConnectionEvent {
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
