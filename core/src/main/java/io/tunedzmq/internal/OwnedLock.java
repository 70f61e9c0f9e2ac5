package io.tunedzmq.internal;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that notices that its owner has gone on without unlocking it. Where the heap is full just when the JVM turns a
 * compiled method back into an interpreted one, it throws an OutOfMemoryError and drops the method's frames without
 * running what is in their {@code finally} (HotSpot: {@code Deoptimization::pop_frames_failed_reallocs}). Whoever comes
 * next would wait for ever.
 *
 * <p>Monitors do not have this hazard, but a virtual thread that waits for one keeps its carrier up to Java 23.
 */
public final class OwnedLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    private static final String PACKAGE = "io.tunedzmq.";
    private static final long LONG_NS = 1_000_000_000;

    /** An owner may have gone just when it is looked at; not so often. */
    private static final int LOOKS = 5;

    private static final long BETWEEN_LOOKS_NS = 1_000_000;

    private final transient Runnable onLost;
    private final boolean nested;

    private OwnedLock(boolean nested, Runnable onLost) {
        this.nested = nested;
        this.onLost = onLost;
    }

    /**
     * A lock that no thread takes twice.
     *
     * @param onLost told once it is found out; must need no memory
     */
    public static OwnedLock flat(Runnable onLost) {
        return new OwnedLock(false, onLost);
    }

    /** As {@link #flat}, for a lock that a thread may take again while it holds it. */
    public static OwnedLock nested(Runnable onLost) {
        return new OwnedLock(true, onLost);
    }

    /**
     * Takes it.
     *
     * @throws IllegalStateException if it is lost
     */
    @Override
    public void lock() {
        if (!nested && isHeldByCurrentThread()) {
            throw lost();
        }
        if (tryLock()) {
            return;
        }
        boolean interrupted = false;
        try {
            boolean mine = false;
            while (!mine) {
                try {
                    mine = tryLock(LONG_NS, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    continue;
                }
                if (!mine && isLost()) {
                    throw lost();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private IllegalStateException lost() {
        onLost.run();
        return new IllegalStateException(
                "a lock stayed taken after an error, as for want of memory; close this TunedContext and build a new one");
    }

    /**
     * Tells if its owner has gone on without unlocking it. Takes some milliseconds; for who could not get it for long.
     */
    public void tellIfLost() {
        if (isLost()) {
            onLost.run();
        }
    }

    private boolean isLost() {
        Thread owner = getOwner();
        for (int look = 0; look < LOOKS; look++) {
            if (owner == null || owner.equals(Thread.currentThread()) || isInside(owner)) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
            if (!Objects.equals(owner, getOwner())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a thread is in one of the packages below the root, where all locks of this kind are. */
    private static boolean isInside(Thread owner) {
        for (StackTraceElement frame : owner.getStackTrace()) { // Empty for one that has ended.
            String name = frame.getClassName();
            if (name.startsWith(PACKAGE) && name.indexOf('.', PACKAGE.length()) > 0) {
                return true;
            }
        }
        return false;
    }
}
