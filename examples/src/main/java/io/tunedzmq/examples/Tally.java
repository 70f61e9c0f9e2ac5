package io.tunedzmq.examples;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** How far a burst is, for the progress line. Thread-safe; one thread writes each number. */
final class Tally {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private volatile String phase = "";

    void begin(String newPhase) {
        sent.set(0);
        delivered.set(0);
        phase = newPhase;
    }

    /** The release is cheaper than a volatile write and early enough for a reader that only shows it. */
    void sent(long messages) {
        sent.setRelease(messages);
    }

    void delivered(long messages) {
        delivered.setRelease(messages);
    }

    /** All of it, for people. */
    String line() {
        return String.format(Locale.ROOT, "%s: %,d sent, %,d delivered", phase, sent(), delivered());
    }

    String phase() {
        return phase;
    }

    long sent() {
        return sent.get();
    }

    long delivered() {
        return delivered.get();
    }
}
