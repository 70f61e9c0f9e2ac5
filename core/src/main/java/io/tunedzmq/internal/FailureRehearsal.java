package io.tunedzmq.internal;

/**
 * Thrown once where a thread must survive whatever is thrown, and treated there like any failure. What a catch block
 * catches and calls, the JVM looks up when it first comes to it, and may run a class loader for that: with no memory
 * left, the block would fail in the very moment it is there for. No log shows it.
 */
public final class FailureRehearsal extends Error {
    private static final long serialVersionUID = 1;

    private boolean over;

    public FailureRehearsal() {
        super("a rehearsal", null, false, false);
    }

    /** Throws itself the first time. */
    public void once() {
        if (!over) {
            over = true;
            throw this;
        }
    }
}
