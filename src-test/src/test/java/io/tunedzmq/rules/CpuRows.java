package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of CPUs that others take, and what the rules make of it. */
final class CpuRows {
    private CpuRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "stopped, and queues ran over elsewhere",
                        none().standstill(Duration.ofSeconds(1)).subscriber(Shapes::losing),
                        Symptom.PROCESS_STOPPED),
                row(
                        "stopped, and a pause and a burst because of that",
                        none().standstill(Duration.ofSeconds(1))
                                .publisher(Shapes::bursting)
                                .subscriber(Shapes::pausing),
                        Symptom.PROCESS_STOPPED),
                row(
                        "stopped, and nothing lost",
                        none().standstill(Duration.ofSeconds(1)).subscriber(subscriber -> {})),
                row(
                        "stopped for a moment",
                        none().standstill(Duration.ofMillis(499)).subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "stopped by a quota",
                        none().standstill(Duration.ofSeconds(1)).throttled(0.5).subscriber(Shapes::losing),
                        Symptom.CPU_THROTTLED),
                row(
                        "I/O thread that waits for a CPU, all of which are taken",
                        none().ioThread(0.95, 0.05, 9)
                                .cpusBusy(3.9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.CPU_CONTENDED),
                row(
                        "I/O thread that waits for a CPU, whether taken is unknown",
                        none().ioThread(0.95, 0.05, 9)
                                .cpusUnknown()
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "I/O thread that waits for a CPU looks like a burst",
                        none().ioThread(0.95, 0.05, 9)
                                .cpusBusy(4)
                                .publisher(Shapes::bursting)
                                .subscriber(Shapes::losing),
                        Symptom.CPU_CONTENDED),
                row(
                        "I/O thread that waits for a CPU and loses nothing",
                        none().ioThread(0.95, 0.05, 9).cpusBusy(4).publisher(Shapes::fine)),
                row(
                        "I/O thread busy, and all CPUs, too",
                        none().ioThread(0.95, 0.5, 9)
                                .cpusBusy(4)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread that got a little and waited for more, of CPUs that others take",
                        none().ioThreadThatWaits(0.95, 0.15, 0.7, 9)
                                .cpusBusy(4)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.CPU_CONTENDED),
                row(
                        "I/O thread that got a little and waited for more, of CPUs that this process takes",
                        none().ioThreadThatWaits(0.95, 0.3, 0.6, 9)
                                .cpus(1)
                                .cpusBusy(1)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread that waits for a CPU each time that it is woken, and is in time",
                        none().ioThreadThatWaits(0.2, 0.1, 0.7, 9)
                                .cpusBusy(4)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "I/O thread that waits for a CPU, seen idle at the few looks, and nothing else explains a loss",
                        none().ioThreadThatWaits(0.1, 0.05, 0.8, 9)
                                .cpusBusy(4)
                                .publisher(Shapes::fine)
                                .subscriber(Shapes::losing),
                        Symptom.CPU_CONTENDED),
                row(
                        "I/O thread that hardly waits for a CPU, all of which others take",
                        none().ioThreadThatWaits(0.95, 0.25, 0.3, 9)
                                .cpusBusy(4)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "application that waits for a CPU",
                        none().cpusBusy(4).publisher(Shapes::alwaysFull).subscriber(Shapes::starved),
                        Symptom.CPU_CONTENDED),
                row(
                        "application that waits for a CPU, and would be too slow with one",
                        none().cpusBusy(4).publisher(Shapes::alwaysFull).subscriber(subscriber -> {
                            Shapes.starved(subscriber);
                            subscriber.dropped = 20 * subscriber.received;
                        }),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "application that waits for something else, and would for a CPU",
                        none().cpusBusy(4).publisher(Shapes::alwaysFull).subscriber(subscriber -> {
                            Shapes.starved(subscriber);
                            subscriber.blocked = 0.45;
                        }),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "two causes: one application waits for a CPU, one is too slow with it",
                        none().cpusBusy(4)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::starved)
                                .subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER,
                        Symptom.CPU_CONTENDED));
    }
}
