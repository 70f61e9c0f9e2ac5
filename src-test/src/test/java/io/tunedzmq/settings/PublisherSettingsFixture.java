package io.tunedzmq.settings;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import java.util.List;

/** Settings of publishers that a test does not build. */
public final class PublisherSettingsFixture {
    private static final String ANY_PORT = "tcp://127.0.0.1:*";

    private PublisherSettingsFixture() {}

    /** That binds to a port of its own, and drops. */
    public static PublisherSettings dropping() {
        return bound(ANY_PORT, 1_000, OverflowPolicy.drop());
    }

    /** The same with another queue, and another budget for all queues of the context. */
    public static PublisherSettings dropping(int hwm, long budget) {
        return bound(ANY_PORT, hwm, OverflowPolicy.drop(), budget);
    }

    public static PublisherSettings bound(String endpoint, int hwm, OverflowPolicy overflow) {
        return bound(endpoint, hwm, overflow, 64 << 20);
    }

    private static PublisherSettings bound(String endpoint, int hwm, OverflowPolicy overflow, long budget) {
        return new PublisherSettings(
                List.of(new Endpoint(Endpoint.Side.BIND, endpoint)),
                HwmPolicy.messages(hwm),
                overflow,
                PublisherSettings.WHAT_FITS,
                1_000,
                Duration.ofSeconds(1),
                Duration.ZERO,
                budget,
                PublisherSettings.DEFAULT_FRAME,
                Duration.ofSeconds(2),
                "");
    }
}
