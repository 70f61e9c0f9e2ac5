package io.tunedzmq.jeromq;

import java.security.SecureRandom;

/** Identities of publisher instances and subscribers: 64 random bits, so that no two ever meet. */
public final class RandomIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomIds() {}

    public static long next() {
        long id = RANDOM.nextLong();
        return id == 0 ? next() : id;
    }
}
