package io.tunedzmq.examples;

import io.tunedzmq.sizing.Recommendation;
import io.tunedzmq.sizing.Workload;
import java.time.Duration;

/** The README's lines on sizing. */
public final class Sizing {
    private Sizing() {}

    public static void main(String[] args) {
        // tag::readme[]
        Recommendation recommendation = Workload.builder()
                .messagesPerSecond(20_000)
                .messageBytes(1_000)
                .connections(4)
                .longestPause(Duration.ofMillis(400))
                .memoryBudget(256L << 20)
                .build()
                .recommend();
        recommendation.reasons().forEach(System.out::println);
        recommendation.builderLines().forEach(System.out::println);
        // end::readme[]
    }
}
