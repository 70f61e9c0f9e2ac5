package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of I/O threads, and what the rules make of it. */
final class IoThreadRows {
    private IoThreadRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "I/O thread busy",
                        none().ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread busy, by its CPU time alone",
                        none().ioThread(true, OptionalDouble.empty(), OptionalLong.of(950_000_000), 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread late for bytes that wait",
                        none().ioThread(0.8, 0.7, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread that waits for a CPU",
                        none().ioThread(0.95, 0.05, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "I/O thread late for bytes that wait, at a burst: few were lost",
                        none().ioThread(0.8, 0.7, 9).publisher(Shapes::bursting).subscriber(subscriber -> {
                            Shapes.notReadInTime(subscriber);
                            subscriber.received = 99 * subscriber.dropped;
                        }),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "I/O thread busy with one connection",
                        none().ioThread(0.97, 0.9, 2).publisher(Shapes::alwaysFull),
                        Symptom.ONE_CONNECTION),
                row(
                        "I/O thread busy with one connection, its listener beside it, another one idle",
                        none().ioThread(0.97, 0.9, 2, 1)
                                .ioThread(0.05, 0.05, 1)
                                .publisher(Shapes::alwaysFull)
                                .publisher(Shapes::fine),
                        Symptom.ONE_CONNECTION),
                row(
                        "I/O thread busy for a publisher that connects to four subscribers",
                        none().ioThread(0.97, 0.9, 4).publisher(publisher -> {
                            Shapes.alwaysFull(publisher);
                            publisher.connects = List.of(Shapes.connection(State.UP));
                        }),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "one I/O thread busy, one idle",
                        none().ioThread(0.97, 0.9, 5)
                                .ioThread(0.05, 0.05, 5)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_UNBALANCED),
                row(
                        "full all the time of what the system would take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(Shapes::fullOfWhatCouldLeave),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "full most of the time of what the system would take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(publisher -> {
                            Shapes.fullOfWhatCouldLeave(publisher);
                            publisher.full = 0.8;
                        }),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "full all the time of what a peer does not take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(Shapes::alwaysFull),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "full all the time of what the system would take, and nobody busy",
                        none().publisher(Shapes::fullOfWhatCouldLeave),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "more I/O threads than CPUs",
                        none().cpus(1).ioThread(0.1, 0.1, 3).ioThread(0.1, 0.1, 3),
                        Symptom.TOO_MANY_IO_THREADS),
                row(
                        "most I/O threads unused",
                        none().ioThread(0.1, 0.1, 3)
                                .ioThread(0, 0, 0)
                                .ioThread(0, 0, 0)
                                .publisher(Shapes::fine),
                        Symptom.TOO_MANY_IO_THREADS));
    }
}
