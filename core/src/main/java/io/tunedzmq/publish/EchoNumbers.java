package io.tunedzmq.publish;

import java.security.SecureRandom;

/**
 * Numbers of a publisher's echoes: nobody guesses them, and from what subscribers say of one nobody finds it by trying.
 * A subscriber takes two connections that bring the same one for two ways to the same publisher.
 */
final class EchoNumbers {
    private static final SecureRandom RANDOM = new SecureRandom();

    private EchoNumbers() {}

    /** A new one, above 0. */
    static long next() {
        long number = RANDOM.nextLong() >>> 2; // A sequence on the wire, which leaves room for a count.
        return number == 0 ? next() : number;
    }
}
