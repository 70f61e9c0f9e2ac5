package io.tunedzmq.audience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.Sum64;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UniversalHashTest {
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE);
    private static final long SEED = 20_261_130;

    @Test
    void shouldBeThePolynomialAtTheSecretPlace() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1_000; i++) {
            long secret = i == 0 ? -1 : i == 1 ? 0 : random.nextLong();
            byte[] bytes = new byte[random.nextInt(50)];
            random.nextBytes(bytes);

            assertThat(new UniversalHash(secret).of(bytes, 0))
                    .as("seed %s, %s of %s", SEED, secret, HexFormat.of().formatHex(bytes))
                    .isEqualTo(polynomial(bytes, secret));
        }
    }

    private static long polynomial(byte[] bytes, long secret) {
        BigInteger place = BigInteger.valueOf(secret & (1L << 61) - 1).mod(PRIME);
        if (place.compareTo(BigInteger.TWO) < 0) {
            place = place.add(BigInteger.TWO);
        }
        BigInteger sum = BigInteger.ONE;
        for (byte each : bytes) {
            sum = sum.multiply(place).add(BigInteger.valueOf(each & 0xFF)).mod(PRIME);
        }
        return sum.longValueExact();
    }

    /** Found in less than a second: of the same FNV-1a as the topic. */
    @Test
    void shouldTellApartWhatIsMadeToHaveTheSameOpenSum() {
        byte[] topic = "t5\0".getBytes(ISO_8859_1);
        byte[] forged = HexFormat.of().parseHex("6333304bc73796869f76063ed6be29e131");
        assertThat(Sum64.of(forged)).isEqualTo(Sum64.of(topic));

        UniversalHash sums = new UniversalHash(7);

        assertThat(sums.of(forged, 0)).isNotEqualTo(sums.of(topic, 0));
    }

    @Test
    void shouldTellApartWhatDiffersInLeadingZeros() {
        UniversalHash sums = new UniversalHash(7);

        assertThat(sums.of(new byte[2], 0))
                .isNotEqualTo(sums.of(new byte[1], 0))
                .isNotEqualTo(sums.ofNothing());
    }
}
