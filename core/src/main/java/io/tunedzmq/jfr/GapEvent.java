package io.tunedzmq.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A run of messages of one topic that never arrived. */
@Name("io.tunedzmq.Gap")
@Label("Gap")
@Description("A run of messages of one topic that never arrived at a subscriber")
final class GapEvent extends SubscriberEvent {
    @Label("Topic")
    @Description("The topic; every topic and publisher instance is numbered by itself")
    String topic = "";

    @Label("Count")
    @Description("Messages that are missing; their sum is what the subscriber counts as dropped")
    long count;

    @Label("First Missing")
    @Description("Sequence of the first missing message")
    long firstMissing;

    @Label("After Reconnect")
    @Description("Whether the connection was lost and made again in between; false where a queue overflowed")
    boolean afterReconnect;

    @Label("Publisher Identity")
    @Description("Epoch of the publisher instance, as the log shows it")
    String publisherIdentity = "";

    @Label("Address")
    @Description("Other end of the connection to the publisher, ip:port; null where that is unknown")
    @Nullable
    String address;
}
