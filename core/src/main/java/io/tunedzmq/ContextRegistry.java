package io.tunedzmq;

import io.tunedzmq.config.ContextConfig;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One context per process: the claim to its place is a system property, the one table that all class loaders share,
 * where this class exists several times. Thread-safe.
 */
final class ContextRegistry {
    /** Holds the settings and the creation stack as text, so that anybody's class loader can show them. */
    static final String PROPERTY = "io.tunedzmq.context";

    private static final String PACKAGE = ContextRegistry.class.getPackageName() + ".";

    /** Through which an application builds a context. */
    private static final Set<String> OURS =
            Set.of("ContextRegistry", "SharedContext", "TunedContext", "TunedContextBuilder");

    private ContextRegistry() {}

    /**
     * Takes the process's one place.
     *
     * @param usersHere who keeps this class loader's context open; null if it has none
     * @throws IllegalStateException that says who has it
     */
    static String claim(ContextConfig config, Supplier<@Nullable String> usersHere) {
        String mine = describe(config);
        Object holder = System.getProperties().putIfAbsent(PROPERTY, mine);
        if (holder != null) {
            String users = usersHere.get();
            throw new IllegalStateException(users == null ? ofAnother(holder) : ofOurs(holder, users));
        }
        return mine;
    }

    private static String ofOurs(Object holder, String users) {
        return "a process has one TunedContext, and one is open (expected: none; for a share of it call builder.getOrBuild() with equal settings, "
                + "or close it first, which has " + users + "). It is " + holder;
    }

    /** Nothing of this class loader reaches it. */
    private static String ofAnother(Object holder) {
        return "a process has one TunedContext, and another class loader has one open (expected: none). Across class loaders it cannot be "
                + "shared: have tunedzmq and jeromq loaded once, by a class loader that is a parent of all who use them, as from the lib folder of "
                + "the container, and call builder.getOrBuild(); or close it there first. It is " + holder;
    }

    static void release(String claim) {
        System.getProperties().remove(PROPERTY, claim);
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
        return className.startsWith(PACKAGE) && OURS.contains(className.substring(PACKAGE.length()));
    }
}
