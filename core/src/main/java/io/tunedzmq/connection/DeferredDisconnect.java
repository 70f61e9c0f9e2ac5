package io.tunedzmq.connection;

/**
 * Keeps JeroMQ from taking note that a connection has ended: thrown at it when it tells of the end, before it does
 * anything. The connection is left as it was, and nothing is read from it, until JeroMQ is shown the end once more. No
 * log shows it.
 */
public final class DeferredDisconnect extends RuntimeException {
    private static final long serialVersionUID = 1;

    DeferredDisconnect() {
        super("the end of a connection is put off", null, false, false);
    }
}
