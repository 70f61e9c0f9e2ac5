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

    private static final AtomicReference<@Nullable TunedContext> CURRENT = new AtomicReference<>();

    private ContextRegistry() {}

    /** This class loader's context, which may be closing; null if there is none. */
    static @Nullable TunedContext current() {
        return CURRENT.get();
    }

    /** Takes the process's one place, or says who has it. */
    static String claim(ContextConfig config) {
        String mine = describe(config);
        Object holder = System.getProperties().putIfAbsent(PROPERTY, mine);
        if (holder != null) {
            throw new IllegalStateException(
                    "a process has one TunedContext, and one is open (expected: none; use TunedContext.current(), "
                            + "builder.getOrBuild(), or close it first). It is " + holder);
        }
        return mine;
    }

    static void opened(TunedContext context) {
        CURRENT.set(context);
    }

    static void release(String claim, @Nullable TunedContext context) {
        CURRENT.compareAndSet(context, null);
        Properties properties = System.getProperties();
        properties.remove(PROPERTY, claim);
    }

    private static String describe(ContextConfig config) {
        StringBuilder text = new StringBuilder(config.toString());
        text.append(", built by thread '")
                .append(Thread.currentThread().getName())
                .append("' at");
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

    private static boolean isOurs(String className) {
        return className.equals(ContextRegistry.class.getName())
                || className.equals(TunedContext.class.getName())
                || className.equals(TunedContextBuilder.class.getName());
    }
}
