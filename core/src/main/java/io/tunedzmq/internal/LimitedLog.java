package io.tunedzmq.internal;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.MessageFormatter;

/**
 * A log for lines that a network or a fault can cause: nobody fills it, nobody writes into it what is not there, and
 * what goes wrong while a line is written stays here.
 *
 * <p>Each kind of line passes a few times a minute. The last that passes says so, and the first of a later minute says
 * how many were left out. The kind of a line is its format, or what the caller says. Arguments are made
 * {@link Text#printable printable}. A line that does not pass costs a look. Of lines with an exception, one a minute
 * shows its stack.
 *
 * <p>No method throws, not even when there is no memory. Thread-safe.
 */
public final class LimitedLog {
    /** Lines of one kind in a minute, unless said otherwise. */
    private static final int FEW = 4;

    private static final long MINUTE_NS = 60_000_000_000L;

    /** Kinds told apart; those beyond share one. */
    private static final int MOST_KINDS = 64;

    private static final int LONGEST_ARGUMENT = 1_000;
    private static final int LONGEST_CHAIN = 8;
    private static final Object[] NONE = {};

    /** Fails where it is looked up: what is caught there is to be known before there is no memory to load it. */
    private static final Object REHEARSAL = new Object() {
        @Override
        public int hashCode() {
            throw new IllegalStateException("a rehearsal");
        }
    };

    private enum Level {
        DEBUG,
        WARN,
        ERROR
    }

    // Loaded with this class: a line may have to say that no file can be opened.
    private static final Level DEBUG = Level.DEBUG;
    private static final Level WARN = Level.WARN;
    private static final Level ERROR = Level.ERROR;

    /** The lines of one kind since its minute began. */
    private static final class Kind {
        private boolean begun;
        private long beganNs;
        private int passed;
        private long held;

        /** Whether a line may pass. */
        synchronized boolean pass(long nowNs, int most) {
            if (!begun || (passed >= most && nowNs - beganNs >= MINUTE_NS)) {
                begun = true;
                beganNs = nowNs;
                passed = 0;
            } else if (nowNs - beganNs >= MINUTE_NS) {
                beganNs = nowNs; // Nothing was held back.
                passed = 0;
            }
            if (passed == most) {
                held++;
                return false;
            }
            passed++;
            return true;
        }

        /** How many were held back in an earlier minute; told once. */
        synchronized long takeHeld() {
            long all = held;
            held = 0;
            return all;
        }

        /** What passed was not written after all. */
        synchronized void giveBack(long leftOut) {
            passed = Math.max(0, passed - 1);
            held += leftOut;
        }

        synchronized boolean first() {
            return passed == 1;
        }

        synchronized boolean last(int most) {
            return passed == most;
        }
    }

    private final Logger log;
    private final int most;
    private final LongSupplier nanoClock;
    private final Map<Object, Kind> kinds = new ConcurrentHashMap<>();
    private final Kind others = new Kind();

    /** A log under a name. */
    public static LimitedLog of(String name) {
        return of(name, FEW);
    }

    /** A log under the name of a class. */
    public static LimitedLog of(Class<?> type) {
        return of(type.getName(), FEW);
    }

    /** A log of which so many lines of each kind pass in a minute. */
    public static LimitedLog of(String name, int most) {
        return new LimitedLog(LoggerFactory.getLogger(name), most, System::nanoTime);
    }

    LimitedLog(Logger log, int most, LongSupplier nanoClock) {
        this.log = log;
        this.most = most;
        this.nanoClock = nanoClock;
        write(Level.ERROR, REHEARSAL, "", null, null, NONE);
        String unused = formatted(
                "{}", Instant.EPOCH, NONE); // Loads what shows a time: what fails to load once is lost for the process.
    }

    // Those without an array need no memory before they are inside.

    public void debug(String format, @Nullable Object one) {
        write(DEBUG, format, format, null, one, NONE);
    }

    public void debug(String format, @Nullable Object... arguments) {
        write(DEBUG, format, format, null, null, arguments);
    }

    public void warn(String text) {
        write(WARN, text, text, null, null, NONE);
    }

    public void warn(String format, @Nullable Object one) {
        write(WARN, format, format, null, one, NONE);
    }

    public void warn(String format, @Nullable Object... arguments) {
        write(WARN, format, format, null, null, arguments);
    }

    /** A line that is limited together with those of its kind. */
    public void debugOf(Object kind, String format, @Nullable Object... arguments) {
        write(DEBUG, kind, format, null, null, arguments);
    }

    /** A line that is limited together with those of its kind. */
    public void warnOf(Object kind, String format, @Nullable Object... arguments) {
        write(WARN, kind, format, null, null, arguments);
    }

    /** A line that is limited together with those of its kind. */
    public void warnOf(Object kind, String format, @Nullable Object one, Throwable problem) {
        write(WARN, kind, format, problem, one, NONE);
    }

    public void error(String format, @Nullable Object... arguments) {
        write(ERROR, format, format, null, null, arguments);
    }

    public void error(Throwable problem, String format, @Nullable Object... arguments) {
        write(ERROR, format, format, problem, null, arguments);
    }

    public void error(String text, Throwable problem) {
        write(ERROR, text, text, problem, null, NONE);
    }

    public void error(String format, @Nullable Object one, Throwable problem) {
        write(ERROR, format, format, problem, one, NONE);
    }

    /** @param one the argument if there is no array of them */
    private void write(
            Level level,
            Object key,
            String format,
            @Nullable Throwable problem,
            @Nullable Object one,
            @Nullable Object[] arguments) {
        try {
            if (enabled(level)) {
                Kind kind = kind(key);
                if (!(problem instanceof FailureRehearsal) && kind.pass(nanoClock.getAsLong(), most)) {
                    passed(level, kind, format, problem, one, arguments);
                }
            }
        } catch (Throwable e) { // No memory, or a logger that fails: a log line is worth nobody's thread.
            return;
        }
    }

    private Kind kind(Object key) {
        Kind kind = kinds.get(key);
        if (kind != null) {
            return kind;
        }
        return kinds.size() < MOST_KINDS ? kinds.computeIfAbsent(key, unused -> new Kind()) : others;
    }

    private void passed(
            Level level,
            Kind kind,
            String format,
            @Nullable Throwable problem,
            @Nullable Object one,
            @Nullable Object[] arguments) {
        long leftOut = kind.takeHeld();
        boolean written = false;
        try {
            StringBuilder text = new StringBuilder(formatted(format, one, arguments));
            boolean stack = problem != null && kind.first();
            if (problem != null && !stack) {
                text.append(": ").append(Text.printable(problem.toString(), LONGEST_ARGUMENT));
            }
            if (leftOut > 0) {
                text.append(" (").append(leftOut).append(" further lines like this since the last one)");
            }
            if (kind.last(most)) {
                text.append(" (further lines like this are counted for a minute and left out)");
            }
            log(level, text.toString(), stack ? printable(problem, 0) : null);
            written = true;
        } finally {
            if (!written) {
                kind.giveBack(leftOut);
            }
        }
    }

    private static String formatted(String format, @Nullable Object one, @Nullable Object[] arguments) {
        Object[] given = arguments.length == 0 ? new Object[] {one} : arguments;
        Object[] shown = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            shown[i] = Text.printable(String.valueOf(given[i]), LONGEST_ARGUMENT);
        }
        return MessageFormatter.basicArrayFormat(format, shown);
    }

    /** The exception itself, or a copy if a text in it is not printable: a peer may have chosen it. */
    private static @Nullable Throwable printable(@Nullable Throwable problem, int depth) {
        if (problem == null || depth == LONGEST_CHAIN) {
            return null;
        }
        boolean clean = depth == 0;
        for (Throwable each = problem; clean && each != null; each = each.getCause()) {
            String text = each.toString();
            clean = text.equals(Text.printable(text, LONGEST_ARGUMENT)) && each.getSuppressed().length == 0;
        }
        if (clean) {
            return problem;
        }
        Throwable copy = new Shown(
                Text.printable(problem.toString(), LONGEST_ARGUMENT), printable(problem.getCause(), depth + 1));
        copy.setStackTrace(problem.getStackTrace());
        return copy;
    }

    /** Looks like the exception that it stands for. */
    private static final class Shown extends Throwable {
        private static final long serialVersionUID = 1;

        Shown(String text, @Nullable Throwable cause) {
            super(text, cause, false, true);
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // A stack begins with this; the class in front would be ours.
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    private boolean enabled(Level level) {
        return switch (level) {
            case DEBUG -> log.isDebugEnabled();
            case WARN -> log.isWarnEnabled();
            case ERROR -> log.isErrorEnabled();
        };
    }

    private void log(Level level, String text, @Nullable Throwable problem) {
        switch (level) {
            case DEBUG -> log.debug(text, problem);
            case WARN -> log.warn(text, problem);
            case ERROR -> log.error(text, problem);
        }
    }
}
