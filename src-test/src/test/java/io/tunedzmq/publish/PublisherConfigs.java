package io.tunedzmq.publish;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.PublisherConfig;
import java.time.Duration;
import java.util.List;

/** Settings of publishers that a test makes from their parts. */
final class PublisherConfigs {
    private PublisherConfigs() {}

    /** That binds to a port of its own, and drops. */
    static PublisherConfig dropping() {
        return bound("tcp://127.0.0.1:*", 1_000, OverflowPolicy.drop());
    }

    static PublisherConfig bound(String endpoint, int hwm, OverflowPolicy overflow) {
        return new PublisherConfig(
                List.of(new Endpoint(Endpoint.Side.BIND, endpoint)),
                HwmPolicy.messages(hwm),
                overflow,
                PublisherConfig.WHAT_FITS,
                1_000,
                Duration.ofSeconds(1),
                Duration.ZERO,
                64 << 20,
                PublisherConfig.DEFAULT_FRAME,
                Duration.ofSeconds(2),
                "");
    }
}
