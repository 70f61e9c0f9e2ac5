package io.tunedzmq.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which of the contenders carries more messages per second? Each round runs all of them in turn: A B C A B C. */
final class Throughput {
    /** Rounds that are not measured: so long the compiler takes a good part of two processors. */
    static final int WARM_UP = 3;

    private final List<Contender> contenders;
    private final int rounds;
    private final PrintStream out;

    /**
     * @param contenders the first is compared with each of the others
     */
    Throughput(List<Contender> contenders, int rounds, PrintStream out) {
        this.contenders = contenders;
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs the load and prints a line for each contender; returns what was measured, in the contenders' order. */
    List<Row> run(Load load) throws Exception {
        List<Contender> able = contenders.stream()
                .filter(contender -> contender.missing().isEmpty() && contender.carries(load))
                .toList();
        Contender.Result[][] results = new Contender.Result[able.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int i = 0; i < able.size(); i++) {
                Contender.Result result =
                        able.get(i).run(load.divided(able.get(i).share()));
                if (round >= 0) {
                    results[i][round] = result;
                }
            }
        }
        out.println(load);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < able.size(); i++) {
            Row row = Row.of(able.get(i).name(), results[i], results[0]);
            out.println(row);
            rows.add(row);
        }
        out.flush();
        return rows;
    }

    /**
     * A contender's figures over all rounds.
     *
     * @param millions of messages per second and subscriber
     * @param ratio how many times more the first contender carried in the same round
     * @param allocated bytes a message
     */
    record Row(String name, Spread millions, Spread ratio, Spread allocated) {
        static Row of(String name, Contender.Result[] mine, Contender.Result[] first) {
            double[] ratios = new double[mine.length];
            Arrays.setAll(ratios, round -> first[round].rate() / mine[round].rate());
            return new Row(
                    name,
                    Spread.of(Arrays.stream(mine)
                            .mapToDouble(result -> result.rate() / 1e6)
                            .toArray()),
                    Spread.of(ratios),
                    Spread.of(Arrays.stream(mine)
                            .mapToDouble(Contender.Result::allocated)
                            .toArray()));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "  %-14s %s M/s   ours / it %s   %.0f bytes allocated",
                    name,
                    millions.text(".3f"),
                    ratio.text(".2f"),
                    allocated.median());
        }
    }
}
