package io.tunedzmq.jfr;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.metrics.IoThreadReading;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.RecordedEvents;
import java.time.Instant;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Has the JDK's Flight Recorder record what happens in a context. The events are not touched before the recorder is
 * initialized, as by the first recording: a process that is never recorded would pay 0.2 s of CPU for them at its
 * start. Thread-safe.
 */
public final class FlightRecording implements FlightRecorderListener, MeasuredContext.Watcher {
    private final MeasuredContext context;
    private final ContextConfig config;
    private final RecordedEvents events;
    private final Instant startedAt = Instant.now();
    private final Runnable readContext = this::readContext;
    private final Runnable readIoThreads = this::readIoThreads;

    /** @param events where the context says what happens */
    public FlightRecording(MeasuredContext context, ContextConfig config, RecordedEvents events) {
        this.context = context;
        this.config = config;
        this.events = events;
    }

    /** From now on, once there is something that records. The context must tell it when it is over. */
    public void begin() {
        FlightRecorder.addListener(this);
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        readContext(); // At its start, if there is a recording already.
        FlightRecorder.addPeriodicEvent(ContextEvent.class, readContext);
        FlightRecorder.addPeriodicEvent(IoThreadEvent.class, readIoThreads);
        events.recordBy(new JfrEvents());
        changed(); // It may be over meanwhile. No lock: this thread has those of the recorder.
    }

    @Override
    public void changed() {
        if (context.isOver()) {
            FlightRecorder.removeListener(this);
            FlightRecorder.removePeriodicEvent(readContext);
            FlightRecorder.removePeriodicEvent(readIoThreads);
            events.recordNoMore();
        }
    }

    private void readContext() {
        ContextEvent.of(config, startedAt).commit();
    }

    private void readIoThreads() {
        for (IoThreadReading each : context.readIoThreads()) {
            IoThreadEvent.of(each).commit();
        }
    }
}
