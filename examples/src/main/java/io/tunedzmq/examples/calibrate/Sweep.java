package io.tunedzmq.examples.calibrate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a plan, one setting after the other. {@code call} is confined to one thread; the progress may be read by any.
 */
public final class Sweep implements Callable<Map<Knob, List<Point>>> {
    private final Plan plan;
    private volatile String phase = "warming up";
    private volatile String detail = "";
    private final AtomicInteger done = new AtomicInteger();

    /** Nothing runs before it is called. */
    public Sweep(Plan plan) {
        this.plan = plan;
    }

    @Override
    public Map<Knob, List<Point>> call() throws Exception {
        Map<Knob, Map<Integer, List<Measured>>> runs = new EnumMap<>(Knob.class);
        new Trial(plan.load().steady(), plan.base(), plan.span()).run();
        done.incrementAndGet();
        for (int round = 1; round <= Plan.ROUNDS; round++) {
            for (Knob knob : Knob.values()) {
                phase = "round " + round + " of " + Plan.ROUNDS + ", " + knob.title();
                Map<Integer, List<Measured>> byValue = runs.computeIfAbsent(knob, key -> new TreeMap<>());
                for (int value : plan.values(knob)) {
                    detail = String.format("%,d", value);
                    byValue.computeIfAbsent(value, key -> new ArrayList<>()).add(run(knob, value));
                    done.incrementAndGet();
                }
            }
        }
        Map<Knob, List<Point>> points = new EnumMap<>(Knob.class);
        runs.forEach((knob, byValue) -> {
            List<Point> ofKnob = new ArrayList<>();
            byValue.forEach((value, measured) -> ofKnob.add(Point.of(value, measured)));
            points.put(knob, ofKnob);
        });
        return points;
    }

    private Measured run(Knob knob, int value) throws Exception {
        return new Trial(knob.load(plan.load()), knob.turn(plan.base(), value), plan.span()).run();
    }

    /** Share of the runs that are over, 0 to 1. */
    public double share() {
        return done.doubleValue() / plan.runs();
    }

    /** What is being done, in a few words that change seldom. */
    public String phase() {
        return phase;
    }

    /** The value being tried. */
    public String detail() {
        return detail;
    }
}
