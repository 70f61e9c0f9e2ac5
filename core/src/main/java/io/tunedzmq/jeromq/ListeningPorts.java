package io.tunedzmq.jeromq;

import java.nio.channels.SelectableChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The listeners of one socket, from the time at which they have their port until the system has it back. Told by I/O
 * threads; asked from any thread.
 */
final class ListeningPorts {
    /** Those that hold a port, by address. */
    private final Map<String, SelectableChannel> holding = new ConcurrentHashMap<>();

    private volatile boolean acceptFailed;

    void began(String address, SelectableChannel listener) {
        holding.put(address, listener);
    }

    /**
     * A channel was closed: a listener's, or one of an attempt to connect or to bind that failed. The system lets go of
     * a listener's port only when its poller has turned once more.
     */
    void closed(String address, SelectableChannel channel) {
        if (holding.containsValue(channel) && Thread.currentThread() instanceof IoThread thread) {
            try {
                thread.whenLetGo(channel, () -> holding.remove(address, channel));
                return;
            } catch (OutOfMemoryError e) {
                // JeroMQ must not be kept from closing; the port is free a moment after it is said to be.
            }
        }
        holding.remove(address, channel);
    }

    /** There was no descriptor for a connection. The listener rests, or it would be asked at once. */
    void acceptFailed(String address) {
        SelectableChannel listener = holding.get(address);
        if (listener != null && Thread.currentThread() instanceof IoThread thread) {
            thread.rest(listener);
        }
        acceptFailed = true;
    }

    /** Whether a connection could not be accepted since this was asked last. */
    boolean takeAcceptFailed() {
        boolean failed = acceptFailed;
        acceptFailed = false;
        return failed;
    }

    /** Whether one has not given its port back. */
    boolean holdPorts() {
        return !holding.isEmpty();
    }
}
