package io.tunedzmq.socket;

import java.security.SecureRandom;

/** Identities of publisher instances and subscribers: 64 random bits, so that no two ever meet. */
final class Epochs {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Epochs() {}

    static long next() {
        long id = RANDOM.nextLong();
        return id == 0 ? next() : id;
    }
}
