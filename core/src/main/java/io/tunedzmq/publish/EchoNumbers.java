package io.tunedzmq.publish;

import java.security.SecureRandom;

/**
 * Numbers of a publisher's echoes: they grow, and nobody guesses them. A subscriber takes two connections that bring
 * the same one for two ways to the same publisher.
 */
final class EchoNumbers {
    private static final SecureRandom RANDOM = new SecureRandom();

    private EchoNumbers() {}

    /** The number after another one; 0 is before the first. */
    static long after(long number) {
        long next = ((number >>> Integer.SIZE) + 1) & Integer.MAX_VALUE;
        return (next << Integer.SIZE) | (RANDOM.nextInt() & 0xFFFF_FFFFL);
    }
}
