package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import java.time.Duration;

/** A message from the beans to the beans. */
final class Round {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Round() {}

    static void trip(Publisher publisher, Subscriber subscriber, String feed) {
        assertThat(publisher.name()).isEqualTo(feed);
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        publisher.publish("prices", new byte[3]);
        assertThat(subscriber.receive(SOON)).isNotNull();
        assertThat(subscriber.stats().dropped()).isZero();
    }
}
