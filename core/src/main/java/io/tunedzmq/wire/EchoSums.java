package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a subscriber says of an ECHO in place of its number. All publishers of a subscriber hear what it says; who heard
 * the number, or the epoch, could speak as the publisher that sent the ECHO, or as the subscriber that got it. So it
 * says one-way sums: only who knows the number can tell that they are right, and nobody learns it from them.
 *
 * <p>Each is the first 64 bits of SHA-256 (<a href="https://doi.org/10.6028/NIST.FIPS.180-4">FIPS 180-4</a>) over a
 * word in ASCII that says what it is for, a NUL, and numbers of 64 bits, big-endian, the subscriber's key first; never
 * 0.
 */
public final class EchoSums {
    private static final byte[] PUBLISHER = word("publisher");
    private static final byte[] BASELINE = word("baseline");
    private static final byte[] ANSWER = word("answer");
    private static final byte[] BEFORE = word("before");

    private EchoSums() {}

    /** The publisher that a report or an answer is for. */
    public static long publisher(long key, long epoch) {
        return of(PUBLISHER, key, epoch);
    }

    /** The ECHO that brought the baseline; 0 if none did. */
    public static long baseline(long key, long epoch, long echo) {
        return echo == 0 ? 0 : of(BASELINE, key, epoch, echo);
    }

    /** The ECHO that has come. */
    public static long answer(long key, long epoch, long echo) {
        return of(ANSWER, key, epoch, echo);
    }

    /** An ECHO that came before this one. Whoever repeats it over another connection is not sent this one there. */
    public static long before(long key, long epoch, long earlier, long echo) {
        return of(BEFORE, key, epoch, earlier, echo);
    }

    private static long of(byte[] word, long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(word.length + numbers.length * Long.BYTES);
        bytes.put(word);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        long sum = ByteBuffer.wrap(sha256().digest(bytes.array())).getLong();
        return sum == 0 ? 1 : sum;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every one must have", e);
        }
    }

    private static byte[] word(String word) {
        return (word + '\0').getBytes(StandardCharsets.US_ASCII);
    }
}
