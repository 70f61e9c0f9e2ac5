package io.tunedzmq.examples.calibrate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What all runs of one setting gave. Immutable.
 *
 * @param value of the knob that was turned
 * @param perSecond messages a second that a subscriber received
 * @param dropShare of the messages published, 0 to 1
 * @param p99Ms milliseconds from when a message was due to when it was received, 99th percentile
 * @param busiestIo share of a CPU that the busiest I/O thread used; not a number if unknown
 * @param published messages, times the subscribers, of all runs
 * @param delivered messages of all runs
 * @param dropped messages of all runs
 */
public record Point(
        int value,
        Range perSecond,
        Range dropShare,
        Range p99Ms,
        Range busiestIo,
        long published,
        long delivered,
        long dropped) {

    static Point of(int value, List<Measured> runs) {
        return new Point(
                value,
                range(runs, Measured::perSecond),
                range(runs, Measured::dropShare),
                range(runs, run -> run.p99Ns() / 1e6),
                range(runs, Measured::busiestIo),
                runs.stream().mapToLong(Measured::published).sum(),
                runs.stream().mapToLong(Measured::delivered).sum(),
                runs.stream().mapToLong(Measured::dropped).sum());
    }

    private static Range range(List<Measured> runs, ToDoubleFunction<Measured> figure) {
        return Range.of(runs.stream().mapToDouble(figure).toArray());
    }
}
