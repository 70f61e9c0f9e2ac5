package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers behind a stock proxy fall silent: the connection to the proxy stays up, and nothing comes over it. */
@Timeout(120)
class SilentProxyTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofMillis(200);

    private final Feed feed = new Feed();
    private TcpRelay one;
    private TcpRelay other;
    private StockProxy proxy;
    private Subscriber subscriber;

    @BeforeEach
    void open() throws IOException {
        Publisher first = feed.publisher().open();
        Publisher second = feed.publisher().open();
        one = feed.relay(first);
        other = feed.relay(second);
        proxy = StockProxy.start(ProxyFixture.DEFAULT_HWM, one.endpoint(), other.endpoint());
        subscriber = feed.subscriber(proxy.forSubscribers())
                .silentAfter(SILENCE)
                .onMessage(message -> {})
                .open();
        for (Publisher each : List.of(first, second)) {
            assertThat(each.awaitSubscribers(1, "prices", SOON)).isTrue();
            each.publish("prices", new byte[10]);
        }
        Wait.until(
                () -> "both are heard: " + subscriber.publishers(),
                () -> subscriber.stats().received() == 2);
    }

    @AfterEach
    void close() {
        feed.close();
        proxy.close();
    }

    @Test
    void shouldBeFoundOnceNothingComesAnyMoreAndUntilSomethingDoes() {
        one.swallow(true);
        awaitSilences(1);
        assertThat(silent()).as("the other one is heard").isEmpty();

        other.swallow(true);
        awaitSilences(2);
        assertThat(silent()).singleElement().satisfies(finding -> {
            assertThat(finding.summary()).contains(proxy.forSubscribers().substring("tcp://".length()));
            assertThat(finding.evidence()).extracting(Evidence::threshold).contains("2 s");
            assertThat(finding.evidence()).extracting(Evidence::value).contains("2");
        });

        one.swallow(false);
        Wait.until(() -> "something comes again: " + subscriber.publishers(), () -> silent().isEmpty());
    }

    private void awaitSilences(int count) {
        Wait.until(
                () -> count + " silent: " + subscriber.stats(),
                () -> subscriber.stats().publisherSilences() == count);
    }

    private List<Finding> silent() {
        return feed.context().diagnose(WINDOW).findings().stream()
                .filter(finding -> finding.symptom() == Symptom.PUBLISHER_SILENT)
                .toList();
    }
}
