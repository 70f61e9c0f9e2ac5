package io.tunedzmq;

/** Throws what javac would have declared, as code in Kotlin, Groovy or with {@code @SneakyThrows} does. */
public final class Sneaky {
    private Sneaky() {}

    /** Never returns; to be thrown, so that the compiler knows. */
    @SuppressWarnings("unchecked")
    public static <T extends Throwable> RuntimeException raise(Throwable problem) throws T {
        throw (T) problem;
    }
}
