package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of garbage collections, and what the rules make of it. */
final class GcRows {
    private GcRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row("collections", none().gc(0.2, Duration.ofMillis(50)), Symptom.GC_PAUSES),
                row(
                        "collections, but hardly any time",
                        none().gc(0.2, Duration.ofMillis(20)).length(Duration.ofMillis(100))),
                row("one long collection, held", none().gc(0.05, Duration.ofMillis(300))),
                row(
                        "one long collection, and an application always behind",
                        none().gc(0.05, Duration.ofMillis(300))
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "one long collection, after which all comes at once that it held up",
                        none().gc(0.3, Duration.ofMillis(300))
                                .publisher(publisher -> {
                                    Shapes.bursting(publisher);
                                    publisher.burst = 500;
                                    publisher.hwm = 200;
                                })
                                .subscriber(Shapes::losing),
                        Symptom.GC_PAUSES),
                row(
                        "one long collection, and a burst of far more than comes in it",
                        none().gc(0.05, Duration.ofMillis(300))
                                .publisher(Shapes::bursting)
                                .subscriber(Shapes::losing),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "one long collection, its publisher elsewhere",
                        none().gc(0.05, Duration.ofMillis(300)).subscriber(Shapes::losing),
                        Symptom.GC_PAUSES),
                row(
                        "one long collection in a much longer time without room",
                        none().gc(0.05, Duration.ofMillis(120))
                                .length(Duration.ofSeconds(3))
                                .publisher(Shapes::fullOfWhatCouldLeave)
                                .subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "collections now and then beside an application that is always behind",
                        none().gc(0.12, Duration.ofMillis(120))
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER,
                        Symptom.GC_PAUSES),
                row(
                        "one long collection, and an I/O thread always busy",
                        none().gc(0.05, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "some collections, and an I/O thread always busy",
                        none().gc(0.15, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED,
                        Symptom.GC_PAUSES),
                row(
                        "collections half of the time, and an I/O thread always busy",
                        none().gc(0.5, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.GC_PAUSES,
                        Symptom.IO_THREADS_SATURATED));
    }
}
