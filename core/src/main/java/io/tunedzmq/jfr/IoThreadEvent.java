package io.tunedzmq.jfr;

import io.tunedzmq.metrics.IoThreadReading;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What an I/O thread does, from time to time. */
@Name("io.tunedzmq.IoThread")
@Label("I/O Thread")
@Description("What an I/O thread of the context does, from time to time")
@Category({"tunedzmq", "Context"})
@Period("2 s")
@StackTrace(false)
final class IoThreadEvent extends Event {
    @Label("I/O Thread")
    @Description("Name of the thread")
    String ioThread = "";

    @Label("Alive")
    @Description("Whether it is at work; if not, it has died or is stuck, and its connections carry nothing")
    boolean alive;

    @Label("Connections")
    @Description("TCP connections of publishers and subscribers that it serves")
    int connections;

    @Label("CPU Usage")
    @Description("What it used of one CPU since the event before; NaN where the JVM does not tell")
    @Percentage
    float cpuUsage;

    @Label("CPU Time")
    @Description("What it has used of a CPU since it started")
    @Timespan(Timespan.NANOSECONDS)
    long cpuTime;

    static IoThreadEvent of(IoThreadReading reading) {
        IoThreadEvent event = new IoThreadEvent();
        event.ioThread = reading.name();
        event.alive = reading.alive();
        event.connections = reading.connections();
        event.cpuUsage = (float) reading.cpuUsage().orElse(Double.NaN);
        event.cpuTime = reading.cpuNs().orElse(JfrEvents.UNKNOWN);
        return event;
    }
}
