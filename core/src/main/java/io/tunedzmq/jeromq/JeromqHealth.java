package io.tunedzmq.jeromq;

import io.tunedzmq.internal.FailureRehearsal;
import io.tunedzmq.internal.LimitedLog;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a context has survived, and what it has not: a state that can be asked for, since a line in a log may need
 * memory that is not there. Thread-safe.
 */
public final class JeromqHealth implements Housekeeper.Chore {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.TunedContext");
    private static final LimitedLog survivals = LimitedLog.of("io.tunedzmq.TunedContext");

    private static final long AGAIN_NS = 100_000_000;
    private static final String CURE = "; close this TunedContext and build a new one";
    private static final String STUCK = "a connection did not end when it was cut after an error" + CURE;

    /** Java remembers that a class failed to load or to initialize, be it for want of memory. */
    private static final String CLASS_LOST =
            "a class could not be loaded, mostly because there was no memory at that moment, and Java does not try"
                    + " again (the log says which); restart this process";

    private static final String LOCK_LOST = "a lock stayed taken after an error, as for want of memory" + CURE;

    private final ConnectionCutter channels;
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private final AtomicLong survived = new AtomicLong();
    private final FailureRehearsal rehearsal = new FailureRehearsal();
    private volatile boolean told;

    JeromqHealth(ConnectionCutter channels) {
        this.channels = channels;
        tell("");
    }

    /** What to say when the thread dies; to be prepared while there is memory. */
    static String lastWords(String thread, String consequence) {
        return thread + " died: " + consequence + CURE;
    }

    /** What to say when the context cannot go on; to be prepared while there is memory. */
    public static String broken(String why) {
        return why + CURE;
    }

    /** The context cannot go on. Needs no memory. */
    public void broke(String why) {
        if (broken.compareAndSet(null, why)) {
            tell(why);
        }
    }

    private void tell(String why) {
        try {
            rehearsal.once();
            log.error(why);
            told = true;
        } catch (Throwable e) { // Again later, until it is out: the housekeeper does it.
            told = false;
        }
    }

    /** A thread goes on after an error. */
    public void survived(String thread, Throwable problem) {
        survived.incrementAndGet();
        failed(problem);
        survivals.warnOf(
                problem.getClass(), "{} goes on after an error, with its connections made anew", thread, problem);
    }

    /** A lock stays taken by a thread that has gone on. Needs no memory. */
    public void lostLock() {
        broke(LOCK_LOST);
    }

    /** Something that is tried again and again has failed. Needs no memory. */
    public void failed(Throwable problem) {
        if (problem instanceof LinkageError) {
            broke(CLASS_LOST);
        }
    }

    /** How often something was survived. */
    public long survivedErrors() {
        return survived.get();
    }

    /** Why the context cannot go on; empty if it can. */
    public Optional<String> broken() {
        return Optional.ofNullable(broken.get());
    }

    /**
     * To be called before something is accepted that would get nowhere.
     *
     * @throws IllegalStateException if the context cannot go on
     */
    public void require() {
        String why = broken.get();
        if (why != null) {
            throw new IllegalStateException(why);
        }
    }

    @Override
    public long work(long nowNs) {
        if (channels.stuck(nowNs)) {
            broke(STUCK);
        }
        String why = broken.get();
        if (why != null && !told) {
            tell(why);
        }
        return AGAIN_NS;
    }
}
