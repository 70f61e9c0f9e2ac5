package io.tunedzmq.jfr;

import io.tunedzmq.metrics.EventRecorder;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The queue of a subscriber was full. Begun when that is noticed, written when it is over. */
@Name("io.tunedzmq.Stall")
@Label("Stall")
@Description("The queue of a subscriber was full, from when it was found so until there was room again")
@Category({"tunedzmq", "Publisher"})
@Threshold("10 ms")
@StackTrace(false)
final class StallEvent extends Event implements EventRecorder.OpenStall {
    @Label("Publisher")
    @Description("Name of the publisher; empty where none was given")
    String publisher = "";

    @Label("Publisher Identity")
    @Description("Epoch of the publisher, as the log shows it")
    String publisherIdentity = "";

    @Label("Times")
    @Description(
            "How often it was found full meanwhile; their sum, with a threshold of 0, is what the publisher counts as stalls")
    long times;

    @Override
    public void over(long found) {
        end();
        if (shouldCommit()) {
            times = found;
            commit();
        }
    }
}
