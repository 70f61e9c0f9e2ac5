package io.tunedzmq.audience;

/**
 * Sums of bytes, with a secret: who does not know it finds no two byte strings with the same sum. A polynomial over the
 * field of the prime 2<sup>61</sup> - 1, whose coefficients are the bytes, at a secret place: two strings of up to n
 * bytes have the same sum for at most n of all places (J. L. Carter, M. N. Wegman: Universal Classes of Hash Functions,
 * 1979). Immutable.
 */
final class UniversalHash {
    private static final int BITS = 61;
    private static final long PRIME = (1L << BITS) - 1;

    private final long place;

    /** @param secret 64 random bits */
    UniversalHash(long secret) {
        long somewhere = (secret & PRIME) % PRIME;
        place = somewhere < 2 ? somewhere + 2 : somewhere;
    }

    /** The sum of nothing. */
    long ofNothing() {
        return 1;
    }

    /** The sum of the bytes from an index on. */
    long of(byte[] bytes, int from) {
        return of(bytes, from, bytes.length);
    }

    /** The sum of the bytes from an index on, up to another one. */
    long of(byte[] bytes, int from, int to) {
        long sum = ofNothing();
        for (int i = from; i < to; i++) {
            sum = with(sum, bytes[i]);
        }
        return sum;
    }

    /** The sum of what a sum is of and one more byte. */
    long with(long sum, byte next) {
        long low = sum * place;
        long high = Math.multiplyHigh(sum, place);
        long folded = (low & PRIME) + ((high << (Long.SIZE - BITS)) | (low >>> BITS)) + (next & 0xFF);
        long once = (folded & PRIME) + (folded >>> BITS);
        return once >= PRIME ? once - PRIME : once;
    }
}
