package com.example;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.micrometer.TunedZmqMetrics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** What the pages on metrics and on the Flight Recorder show, in a project on the module path. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws JMException, IOException {
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
            requireRecorded();
        }
        if (!registry.getMeters().isEmpty()) {
            throw new IllegalStateException("left: " + registry.getMeters());
        }
    }

    /** The events are those of another module, which does not export their classes. */
    private static void requireRecorded() throws IOException {
        Path file = Files.createTempFile("flight", ".jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            recording.dump(file);
            if (RecordingFile.readAllEvents(file).stream()
                    .noneMatch(event -> event.getEventType().getName().equals("io.tunedzmq.Context"))) {
                throw new IllegalStateException("no event of the context");
            }
        } finally {
            Files.delete(file);
        }
    }
}
