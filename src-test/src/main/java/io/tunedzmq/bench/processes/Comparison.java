package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What all candidates showed with one setup.
 *
 * @param rounds of each candidate, in their order, as many of each
 */
record Comparison(Setup setup, List<Candidate> candidates, List<List<Round>> rounds) {

    Spread spread(int candidate, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.get(candidate).stream().mapToDouble(figure).toArray());
    }

    /** How many times more it is of the first candidate than of this one, in the same round. */
    Spread ratio(int candidate, ToDoubleFunction<Round> figure) {
        List<Round> first = rounds.get(0);
        List<Round> mine = rounds.get(candidate);
        return Spread.of(IntStream.range(0, mine.size())
                .mapToDouble(i -> figure.applyAsDouble(first.get(i)) / figure.applyAsDouble(mine.get(i)))
                .toArray());
    }
}
