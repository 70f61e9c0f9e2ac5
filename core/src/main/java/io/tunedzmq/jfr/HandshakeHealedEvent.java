package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A fresh connection that JeroMQ had stalled goes on. */
@Name("io.tunedzmq.HandshakeHealed")
@Label("Handshake Healed")
@Description("A fresh connection that JeroMQ had stalled goes on")
final class HandshakeHealedEvent extends ConnectionEvent {}
