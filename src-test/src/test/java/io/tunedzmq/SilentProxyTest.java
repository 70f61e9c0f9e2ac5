package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers behind a stock proxy are killed: the connection to the proxy stays up, and nothing comes over it. */
@Timeout(120)
class SilentProxyTest {
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofMillis(200);

    private final TunedContext context = TunedContext.builder().build();
    private PublisherProcess one;
    private PublisherProcess other;
    private StockProxy proxy;
    private Subscriber subscriber;

    @BeforeEach
    void open() throws Exception {
        one = PublisherProcess.start("tcp://127.0.0.1:*");
        other = PublisherProcess.start("tcp://127.0.0.1:*");
        proxy = StockProxy.start(ProxyFixture.DEFAULT_HWM, one.endpoint(), other.endpoint());
        subscriber = context.subscriber()
                .connect(proxy.forSubscribers())
                .topic("prices")
                .silentAfter(SILENCE)
                .onMessage(message -> {})
                .open();
        Wait.until(
                () -> "both are heard: " + subscriber.publishers(),
                () -> subscriber.publishers().stream()
                                .filter(each -> each.received() > 0)
                                .count()
                        == 2);
    }

    @AfterEach
    void close() {
        context.close();
        List.of(proxy, one, other).forEach(SilentProxyTest::end);
    }

    private static void end(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldBeFoundOnceNothingComesAnyMoreAndUntilSomethingDoes() throws Exception {
        one.kill();
        Wait.until(
                () -> "one is silent: " + subscriber.stats(),
                () -> subscriber.stats().publisherSilences() == 1);
        assertThat(silent()).as("the other one is heard").isEmpty();

        other.kill();
        Wait.until(
                () -> "both are silent: " + subscriber.stats(),
                () -> subscriber.stats().publisherSilences() == 2);
        assertThat(silent()).singleElement().satisfies(finding -> {
            assertThat(finding.summary()).contains(proxy.forSubscribers().substring("tcp://".length()));
            assertThat(finding.evidence()).extracting(Evidence::threshold).contains("2 s");
            assertThat(finding.evidence()).extracting(Evidence::value).contains("2");
        });

        try (PublisherProcess next = PublisherProcess.start(one.endpoint())) {
            Wait.until(() -> "something comes from " + next.endpoint(), () -> silent().isEmpty());
        }
    }

    private List<Finding> silent() {
        return context.diagnose(WINDOW).findings().stream()
                .filter(finding -> finding.symptom() == Symptom.PUBLISHER_SILENT)
                .toList();
    }
}
