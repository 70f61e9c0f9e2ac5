package com.example.prices;

import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.micrometer.TunedZmqMetrics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The context, and what is opened on it once and stays. Spring destroys what depends on another bean before that bean:
 * first the web server and {@link PriceSubscriber} stop, then the meters go, the publisher flushes and closes, and the
 * context ends last.
 */
@Configuration(proxyBeanMethods = false)
class FeedConfiguration {
    /**
     * A process has one context. This is a share of it: where another application context of the JVM has one already,
     * as in tests, whose contexts Spring keeps open, both use it, and the last to close ends it. Their settings must be
     * equal, so they are in this one place and no property.
     */
    @Bean(destroyMethod = "close")
    TunedContext tunedContext() {
        return TunedContext.builder().ioThreads(1).getOrBuild();
    }

    @Bean(destroyMethod = "close")
    Publisher publisher(TunedContext context, FeedProperties feed) {
        return context.publisher()
                .bind(feed.bind())
                .name(feed.name())
                .hwm(HwmPolicy.messages(feed.hwm()))
                .open();
    }

    /** Spring Boot binds it to the registry of {@code /actuator/prometheus}. */
    @Bean(destroyMethod = "close")
    TunedZmqMetrics tunedZmqMetrics(TunedContext context) {
        return new TunedZmqMetrics(context);
    }
}
