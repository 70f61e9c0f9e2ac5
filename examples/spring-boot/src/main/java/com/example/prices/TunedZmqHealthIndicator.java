package com.example.prices;

import io.tunedzmq.TunedContext;
// With Spring Boot 3: org.springframework.boot.actuate.health.
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** The component {@code tunedZmq} of {@code /actuator/health}. */
@Component
class TunedZmqHealthIndicator implements HealthIndicator {
    private final TunedContext context;

    TunedZmqHealthIndicator(TunedContext context) {
        this.context = context;
    }

    /** The names are the same, but that Spring does not know DEGRADED; application.properties says what it counts. */
    @Override
    public Health health() {
        io.tunedzmq.stats.Health now = context.health();
        Health.Builder health = Health.status(now.status().name());
        return now.reasons().isEmpty()
                ? health.build()
                : health.withDetail("reasons", now.reasons()).build();
    }
}
