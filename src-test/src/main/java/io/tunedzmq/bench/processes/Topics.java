package io.tunedzmq.bench.processes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The names of topics, and the order in which messages come for them. */
final class Topics {
    /** That all names begin with. */
    static final String PREFIX = "t";

    /** Draws by Zipf's law until they are repeated. */
    private static final int DRAWS = 1 << 16;

    private Topics() {}

    static String[] names(int topics) {
        return IntStream.range(0, topics).mapToObj(topic -> PREFIX + topic).toArray(String[]::new);
    }

    /** The names with a NUL behind each, so that none is the beginning of another. */
    static byte[][] encoded(int topics) {
        return Arrays.stream(names(topics))
                .map(name -> (name + '\0').getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** The topics of messages that follow each other; from the beginning again at its end. */
    static int[] order(Setup setup) {
        return setup.zipf()
                ? zipf(setup.topics(), setup.seed())
                : IntStream.range(0, setup.topics()).toArray();
    }

    /** The first topic comes twice as often as the second, three times as often as the third, and so on. */
    private static int[] zipf(int topics, int seed) {
        double[] upTo = new double[topics];
        double sum = 0;
        for (int i = 0; i < topics; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        double all = sum;
        return new SplittableRandom(seed)
                .doubles(DRAWS, 0, all)
                .mapToInt(draw -> {
                    int at = Arrays.binarySearch(upTo, draw);
                    return at >= 0 ? at + 1 : -at - 1;
                })
                .toArray();
    }
}
