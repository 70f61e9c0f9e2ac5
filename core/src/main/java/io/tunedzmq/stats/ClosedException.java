package io.tunedzmq.stats;

/**
 * Something was asked of a publisher, subscriber or context that is closed, or of a publisher that is drained. The text
 * says who closed it, on which thread and when, and what to do. Nothing was done. Whoever publishes or receives until
 * somebody else closes may take it for the end.
 *
 * <p>Other failures of state, as of a context that cannot go on or a second receiving thread, are a plain
 * {@link IllegalStateException}.
 */
public final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** What is closed, by whom, and what to do. */
    public ClosedException(String message) {
        super(message);
    }

    /** As above, with what failed because of it. */
    public ClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
