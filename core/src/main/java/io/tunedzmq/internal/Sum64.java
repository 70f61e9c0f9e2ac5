package io.tunedzmq.internal;

/**
 * FNV-1a with 64 bits: short to write in any language, and of so many bits that no two subscriptions share one by
 * chance. Who wants to finds two that do, so nothing may rest on it that harms others.
 */
public final class Sum64 {
    private static final long BASIS = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;

    private Sum64() {}

    public static long of(byte[] bytes) {
        long sum = BASIS;
        for (byte each : bytes) {
            sum = with(sum, each);
        }
        return sum;
    }

    /** The sum of nothing. */
    public static long ofNothing() {
        return BASIS;
    }

    /** The sum of what a sum is of and one more byte. */
    public static long with(long sum, byte next) {
        return (sum ^ (next & 0xFF)) * PRIME;
    }
}
