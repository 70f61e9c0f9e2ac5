package io.tunedzmq.subscribe;

import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One publisher over two or three ways that lose, stand still, end and come back, and an application that is slow or
 * pauses: each message is handed out once, or counted as dropped once, whatever others do with the publisher's epoch.
 */
@Timeout(120)
class WaysConservationTest {
    private static final int SEEDS = Integer.getInteger("ways.seeds", 60);
    private static final long FIRST = Long.getLong("ways.first", 20_261_130);

    static LongStream seeds() {
        return LongStream.range(FIRST, FIRST + SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAccountForEachMessageOnce(long seed) {
        new Run(seed, 0).go();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAccountForEachMessageOnceWhateverLiarsSay(long seed) {
        new Run(seed, 1 + (int) (seed % 2)).go();
    }

    /** What happens, how often and for how long is drawn from the seed. */
    static final class Run {
        private final Random random;
        private final ModelOfWays model;
        private final int topics;
        private final boolean lied;
        private final boolean copies;
        private final int framesPerSecond;
        private final int slowTakes;
        private final int pauseSteps;
        private final int stillSteps;
        private final int cutsPerThousand;
        private final int stillPerThousand;
        private final int pausesPerThousand;
        private int framesDue;
        private int slowFor;

        Run(long seed, int liars) {
            random = new Random(seed);
            lied = liars > 0;
            topics = 1 + random.nextInt(3);
            int ways = 2 + random.nextInt(2);
            model = new ModelOfWays(topics, ways);
            for (int i = 0; i < ways; i++) {
                model.ways.add(new ModelWay(
                        random, "10.0.0." + i, random.nextInt(3) != 0, oneOf(2, 10, 50, 300), oneOf(2, 10, 50, 300)));
            }
            for (ModelWay way : model.ways) {
                way.losesPercent = oneOf(0, 0, 1, 30);
                way.losesEchoesPercent = oneOf(0, 0, 50, 95);
            }
            for (int i = 0; i < liars; i++) {
                model.liars.add(new ModelWay(random, "10.6.6." + i, random.nextBoolean(), 1_000, 50));
            }
            copies = random.nextBoolean();
            framesPerSecond = oneOf(2, 20, 100, 400);
            slowTakes = oneOf(1, 2, 5, 1_000);
            pauseSteps = oneOf(50, 200, 2_000);
            stillSteps = oneOf(50, 200, 2_000);
            cutsPerThousand = oneOf(0, 0, 1, 3);
            stillPerThousand = oneOf(0, 1, 3);
            pausesPerThousand = oneOf(0, 1, 3);
        }

        private int oneOf(int... values) {
            return values[random.nextInt(values.length)];
        }

        void go() {
            int steps = 500 + random.nextInt(2_500);
            model.connect(model.ways.get(0));
            while (!model.isProven()) { // What came before that by two ways could not be told apart.
                if (random.nextInt(10) == 0) {
                    publish();
                }
                model.step();
            }
            model.liars.forEach(ModelWay::connect);
            for (int i = 0; i < steps; i++) {
                happen();
                publish();
                if (lied) {
                    lie();
                }
                model.step();
            }
            model.settle(lied ? 130 : 20);
            model.assertSettled();
        }

        private void happen() {
            for (ModelWay way : model.ways) {
                if (way.isUp()) {
                    if (!lied && random.nextInt(1_000) < cutsPerThousand) {
                        boolean halfOpen = !way.isDialed() && random.nextBoolean();
                        model.cut(way, ModelOfWays.STEP_NS * (halfOpen ? random.nextInt(1_050) : 1));
                    } else if (!way.still
                            && (!lied || way != model.ways.get(0))
                            && random.nextInt(1_000) < stillPerThousand) {
                        way.still = true;
                    } else if (way.still && random.nextInt(stillSteps) == 0) {
                        way.still = false;
                    }
                } else if (random.nextInt(50) == 0) {
                    model.connect(way);
                }
            }
            if (model.takes == 0) {
                model.takes = random.nextInt(pauseSteps) == 0 ? slowTakes : 0;
            } else if (random.nextInt(1_000) < pausesPerThousand) {
                model.takes = 0;
            } else if (slowFor-- <= 0) {
                slowFor = random.nextInt(500);
                model.takes = random.nextBoolean() ? slowTakes : 1_000;
            }
        }

        private void publish() {
            framesDue += framesPerSecond;
            while (framesDue > 0) {
                framesDue -= 100;
                if (random.nextInt(10) == 0) {
                    model.publishBundle();
                } else if (random.nextInt(3) != 0) {
                    model.publish(random.nextInt(topics), 1 + random.nextInt(3));
                }
            }
        }

        private void lie() {
            for (ModelWay liar : model.liars) {
                if (!liar.isUp()) {
                    liar.connect();
                } else if (random.nextInt(1_000) < cutsPerThousand) {
                    liar.cut(model.nowNs);
                } else if (copies && random.nextInt(2) == 0 && model.lastFrame() != null) {
                    liar.send(model.lastFrame());
                } else if (random.nextInt(10) == 0) {
                    int topic = random.nextInt(topics);
                    long about = Math.max(1, model.sent(topic) + random.nextInt(20) - 10);
                    long sequence = random.nextInt(5) == 0 ? 500_000_000L : about;
                    String name = "t" + (topic + 1);
                    switch (random.nextInt(8)) {
                        case 0 ->
                            liar.send(Frames.beacon(model.epoch(), name, topic + 1, sequence)
                                    .bytes());
                        case 1 -> liar.send(Frames.mark(model.epoch(), 1L << 40).bytes());
                        case 2 -> echo(liar, sequence);
                        case 3 -> liar.send(Frames.end(model.epoch()).bytes());
                        default ->
                            liar.send(Frames.messages(model.epoch(), name, topic + 1, sequence, 1 + random.nextInt(3))
                                    .bytes());
                    }
                }
            }
        }

        private void echo(ModelWay liar, long last) {
            long[] sent = new long[topics];
            Arrays.fill(sent, last);
            ControlFrames controls = new ControlFrames(model.epoch(), () -> 0);
            for (ByteBuffer frame : controls.echo(model.lastAsked(), random.nextLong() >>> 1, sent)) {
                liar.send(Frames.array(frame));
            }
        }
    }
}
