package io.tunedzmq.config;

/**
 * An endpoint could not be bound or connected: in use, not an address of this machine, or a host without an address.
 */
public final class EndpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The endpoint and what is wrong with it. */
    public EndpointException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The endpoint and what is wrong with it. */
    public EndpointException(String message) {
        super(message);
    }
}
