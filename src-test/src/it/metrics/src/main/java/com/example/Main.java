package com.example;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.micrometer.TunedZmqMetrics;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the page on metrics shows, in a project on the module path. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws JMException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (TunedContext context = TunedContext.builder().jmx(true).build();
                TunedZmqMetrics metrics = new TunedZmqMetrics(context)) {
            metrics.bindTo(registry);
            Publisher publisher =
                    context.publisher().bind("tcp://127.0.0.1:*").name("trades").open();
            publisher.publish("prices", new byte[3]);
            double published = registry.get("tunedzmq.publisher.published")
                    .tag("name", "trades")
                    .functionCounter()
                    .count();
            if (published != 1) {
                throw new IllegalStateException("published " + published);
            }
            Object inJmx = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("io.tunedzmq:type=Publisher,name=trades"), "Published");
            if (!inJmx.equals(1L)) {
                throw new IllegalStateException("published in JMX " + inJmx);
            }
        }
        if (!registry.getMeters().isEmpty()) {
            throw new IllegalStateException("left: " + registry.getMeters());
        }
    }
}
