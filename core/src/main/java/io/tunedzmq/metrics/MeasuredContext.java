package io.tunedzmq.metrics;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A context, as an exporter sees it. Thread-safe; only {@link #diagnose} takes its time. */
public interface MeasuredContext {

    /** Somebody who is told when there is something else to read than before. */
    interface Watcher {
        /**
         * Something was opened, or closed, or begins to be diagnosed, or the context is over. Called by whichever
         * thread did it: must not wait. What it throws is logged.
         */
        void changed();
    }

    /** What it was built with. */
    String settings();

    /** Its numbers, and how it is, now. */
    ContextReading read();

    /** What the continuous diagnosis found in its last window; empty if there is no such diagnosis. */
    Optional<List<Finding>> openFindings();

    /** Its I/O threads, always the same ones in the same order. */
    List<IoThreadReading> readIoThreads();

    /** The publishers that are open. */
    List<MeasuredSocket<PublisherReading>> publishers();

    /** The subscribers that are open. */
    List<MeasuredSocket<SubscriberReading>> subscribers();

    /** Observes for a window, or until the context ends, and says what is wrong. */
    Diagnosis diagnose(Duration window);

    /** Whether it has ended. */
    boolean isOver();

    /** Tells the watcher from now on, until the context is over. */
    void watch(Watcher watcher);

    /** Tells it nothing more. */
    void unwatch(Watcher watcher);

    /** Who is told. */
    List<Watcher> watchers();
}
