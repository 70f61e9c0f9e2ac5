package io.tunedzmq.jfr;

import io.tunedzmq.metrics.EventSource;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What the events that a subscriber notices say of it. */
@Category({"tunedzmq", "Subscriber"})
@StackTrace(false)
abstract class SubscriberEvent extends Event {
    @Label("Subscriber")
    @Description("Name of the subscriber; empty where none was given")
    String subscriber = "";

    @Label("Subscriber Identity")
    @Description("Identity of the subscriber, as the log shows it")
    String subscriberIdentity = "";

    void noticedBy(EventSource its) {
        subscriber = its.name();
        subscriberIdentity = Long.toHexString(its.id());
    }
}
