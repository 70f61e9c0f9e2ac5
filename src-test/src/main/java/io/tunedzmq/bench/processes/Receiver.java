package io.tunedzmq.bench.processes;

/** Receives in its process what a sender publishes. Confined to one thread; subscribed when it is made. */
interface Receiver extends AutoCloseable {
    /** Takes one message or several, showing each to the arrivals; false if none came in a {@link Sender#LONG} time. */
    boolean receive(Arrivals arrivals) throws Exception;

    @Override
    void close() throws Exception;
}
