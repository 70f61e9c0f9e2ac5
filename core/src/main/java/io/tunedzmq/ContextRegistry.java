package io.tunedzmq;

import io.tunedzmq.config.ContextConfig;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One context per process. Within a class loader a reference; across class loaders, where this class exists several
 * times, a system property: the one table that they all share. Thread-safe.
 */
final class ContextRegistry {
    /** Holds the settings and the creation stack as text, so that anybody's class loader can show them. */
    static final String PROPERTY = "io.tunedzmq.context";

    private static final AtomicReference<@Nullable SharedContext> CURRENT = new AtomicReference<>();

    private ContextRegistry() {}

    /** This class loader's context, which may be closing; null if there is none. */
    static @Nullable SharedContext current() {
        return CURRENT.get();
    }

    /** Takes the process's one place, or says who has it. */
    static String claim(ContextConfig config) {
        String mine = describe(config);
        Object holder = System.getProperties().putIfAbsent(PROPERTY, mine);
        if (holder != null) {
            SharedContext here = CURRENT.get();
            throw new IllegalStateException(here == null ? ofAnother(holder) : ofOurs(holder, here));
        }
        return mine;
    }

    private static String ofOurs(Object holder, SharedContext here) {
        return "a process has one TunedContext, and one is open (expected: none; for a share of it call builder.getOrBuild() with equal settings, "
                + "or close it first, which has " + here.users() + "). It is " + holder;
    }

    /** Nothing of this class loader reaches it. */
    private static String ofAnother(Object holder) {
        return "a process has one TunedContext, and another class loader has one open (expected: none). Across class loaders it cannot be "
                + "shared: have tunedzmq and jeromq loaded once, by a class loader that is a parent of all who use them, as from the lib folder of "
                + "the container, and call builder.getOrBuild(); or close it there first. It is " + holder;
    }

    static void opened(SharedContext context) {
        CURRENT.set(context);
    }

    static void release(String claim, @Nullable SharedContext context) {
        Properties properties = System.getProperties();
        properties.remove(PROPERTY, claim);
        CURRENT.compareAndSet(context, null); // Afterwards: a claim without a context would be another class loader's.
    }

    private static String describe(ContextConfig config) {
        StringBuilder text = new StringBuilder(config.toString());
        text.append(", built by thread '")
                .append(Thread.currentThread().getName())
                .append("', of ")
                .append(ContextRegistry.class.getClassLoader())
                .append(", at");
        StackWalker.getInstance().walk(frames -> {
            frames.filter(frame -> !isOurs(frame.getClassName()))
                    .limit(32)
                    .forEach(frame -> text.append("\n    at ").append(frame));
            return text;
        });
        // Two contexts with the same text, one after the other: the claim must still be nobody else's.
        return text.append("\n    (claim ")
                .append(Long.toHexString(System.nanoTime()))
                .append(')')
                .toString();
    }

    /** Which thread calls, and where in the application. */
    static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                        .findFirst()
                        .map(frame -> "by thread '" + Thread.currentThread().getName() + "' at " + frame)
                        .orElse("by thread '" + Thread.currentThread().getName() + "'"));
    }

    private static boolean isOurs(String className) {
        return className.equals(ContextRegistry.class.getName())
                || className.equals(SharedContext.class.getName())
                || className.equals(TunedContext.class.getName())
                || className.equals(TunedContextBuilder.class.getName());
    }
}
