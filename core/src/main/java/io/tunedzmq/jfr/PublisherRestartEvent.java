package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A publisher came back as a new instance. */
@Name("io.tunedzmq.PublisherRestart")
@Label("Publisher Restart")
@Description("A publisher came back to a subscriber as a new instance at the same address")
final class PublisherRestartEvent extends SubscriberEvent {
    @Label("Publisher Identity")
    @Description("Epoch of the new publisher instance, as the log shows it")
    String publisherIdentity = "";

    @Label("Publisher Identity Before")
    @Description("Epoch of the instance whose place it took")
    String publisherIdentityBefore = "";

    @Label("Address")
    @Description("Other end of the connection to the publisher, ip:port; null where that is unknown")
    @Nullable
    String address;
}
