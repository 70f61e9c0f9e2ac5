package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of queues that a pause or a burst fills, and what the rules make of it. */
final class QueueRows {
    private QueueRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "pause",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(Shapes::pausing),
                        Symptom.RCVHWM_TOO_LOW),
                row("pause, its publisher elsewhere", none().subscriber(Shapes::pausing), Symptom.RCVHWM_TOO_LOW),
                row(
                        "pauses for most of the time, so that the queue is full nearly always",
                        none().publisher(Shapes::alwaysFull).subscriber(subscriber -> {
                            Shapes.pausing(subscriber);
                            subscriber.paused = 0.9;
                        }),
                        Symptom.RCVHWM_TOO_LOW),
                row(
                        "pause, beside a publisher of others that bursts",
                        none().publisher(publisher -> publisher.stalls = 5)
                                .publisher(publisher -> {
                                    publisher.burst = 4_000;
                                    publisher.serves = false;
                                })
                                .subscriber(Shapes::pausing),
                        Symptom.RCVHWM_TOO_LOW),
                row(
                        "a loss for which no burst was too large",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "stuck until the end: that need not be a pause",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(subscriber -> {
                            Shapes.pausing(subscriber);
                            subscriber.paused = 0;
                        }),
                        Symptom.UNEXPLAINED_LOSS),
                row("pause without a loss", none().subscriber(subscriber -> {
                    Shapes.pausing(subscriber);
                    subscriber.dropped = 0;
                })),
                row("burst", none().publisher(Shapes::bursting).subscriber(Shapes::losing), Symptom.SNDHWM_TOO_LOW),
                row("burst, its subscribers elsewhere", none().publisher(Shapes::bursting), Symptom.SNDHWM_TOO_LOW),
                row("loss, its publisher elsewhere", none().subscriber(Shapes::losing), Symptom.UNEXPLAINED_LOSS),
                row(
                        "burst larger than the pause",
                        none().publisher(Shapes::bursting).subscriber(Shapes::pausing),
                        Symptom.SNDHWM_TOO_LOW));
    }
}
