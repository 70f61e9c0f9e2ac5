package io.tunedzmq.publish;

import io.tunedzmq.stats.CloseReport;
import org.jspecify.annotations.Nullable;

/** Whether a publisher is closed, and what became of its last messages. Thread-safe. */
final class PublisherEnd {
    private volatile boolean closing;
    private volatile @Nullable CloseReport report;

    void begin() {
        closing = true;
    }

    void report(CloseReport ofLast) {
        report = ofLast;
    }

    /** Whether it is closed, or about to be. */
    boolean isClosing() {
        return closing;
    }

    /** What became of the last messages; null before it is closed. */
    @Nullable
    CloseReport report() {
        return report;
    }
}
