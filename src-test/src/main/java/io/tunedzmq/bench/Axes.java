package io.tunedzmq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The loads that are measured: one is the middle, the others differ from it in one thing. */
final class Axes {
    static final Load ONE_TO_ONE = Load.of(64, 10_000_000);

    static final List<Load> SIZES = List.of(
            Load.of(16, 10_000_000),
            ONE_TO_ONE,
            Load.of(256, 5_000_000),
            Load.of(1_024, 1_500_000),
            Load.of(65_536, 40_000));

    static final List<Load> SUBSCRIBERS = List.of(
            Load.of(64, 2_500_000).subscribers(4),
            Load.of(64, 400_000).subscribers(16),
            Load.of(64, 100_000).subscribers(64),
            Load.of(64, 30_000).subscribers(200));

    static final Load FOUR_THREADS = Load.of(64, 5_000_000).threads(4);

    static final List<Load> TOPICS =
            List.of(Load.of(64, 4_000_000).topics(100), Load.of(64, 2_000_000).topics(10_000));

    static final List<Load> IO_THREADS = List.of(
            ONE_TO_ONE.ioThreads(1),
            ONE_TO_ONE.ioThreads(4),
            Load.of(64, 2_500_000).subscribers(4).ioThreads(1),
            Load.of(64, 2_500_000).subscribers(4).ioThreads(4));

    static final int[] RATES = {1_000, 10_000, 100_000, 400_000};

    private Axes() {}

    static List<Load> all() {
        List<Load> all = new ArrayList<>(SIZES);
        all.addAll(SUBSCRIBERS);
        all.add(FOUR_THREADS);
        all.addAll(TOPICS);
        all.addAll(IO_THREADS);
        return all;
    }

    /** The loads for which a ratio is promised. */
    static List<Load> goals() {
        return Stream.of(ONE_TO_ONE, SUBSCRIBERS.get(0), FOUR_THREADS, SIZES.get(3), TOPICS.get(0), SIZES.get(4))
                .toList();
    }
}
