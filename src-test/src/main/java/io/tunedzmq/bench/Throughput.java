package io.tunedzmq.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Which of the contenders carries more messages per second? Each round runs all of them in turn: A B C A B C. */
final class Throughput {
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

    /** Runs the load and prints a line for each contender: million messages per second and subscriber, and the ratio. */
    void run(Load load) throws Exception {
        List<Contender> able =
                contenders.stream().filter(contender -> contender.carries(load)).toList();
        double[][] rates = new double[able.size()][rounds];
        for (int round = -1; round < rounds; round++) { // The first one only warms up.
            for (int i = 0; i < able.size(); i++) {
                double rate = Race.run(able.get(i), load);
                if (round >= 0) {
                    rates[i][round] = rate;
                }
            }
        }
        out.println(load);
        for (int i = 0; i < able.size(); i++) {
            double[] millions = Arrays.stream(rates[i]).map(rate -> rate / 1e6).toArray();
            out.printf("  %-14s %s M/s", able.get(i).name(), Spread.of(millions).text(".3f"));
            if (i > 0) {
                double[] ratios = new double[rounds];
                for (int round = 0; round < rounds; round++) {
                    ratios[round] = rates[0][round] / rates[i][round];
                }
                out.printf(
                        "   %s / it: %s", able.get(0).name(), Spread.of(ratios).text(".2f"));
            }
            out.println();
        }
        out.flush();
    }
}
