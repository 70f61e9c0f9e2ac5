package io.tunedzmq.examples.top;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a process may show, made up. */
final class Samples {
    static final Instant AT = Instant.parse("2026-11-30T12:00:01Z");
    private static final long SECOND = 1_000_000_000;

    private Samples() {}

    /** Of two samples one second apart. */
    static Snapshot between(List<Reading> before, List<Reading> now) {
        History history = new History("4242");
        history.next(AT.minusSeconds(1), before);
        return history.next(AT, now);
    }

    static Reading context(String... findings) {
        Map<String, Object> attributes = new HashMap<>(Map.of(
                "IoThreads",
                2,
                "IoThreadsAlive",
                2,
                "Broken",
                false,
                "ForeignContexts",
                1,
                "SurvivedErrors",
                0L,
                "IncomingBytes",
                0L,
                "IncomingBudget",
                256L << 20,
                "OutgoingBytes",
                64L << 20,
                "OutgoingBudget",
                256L << 20,
                "GivenUp",
                0L));
        attributes.put("OpenFindings", findings);
        return new Reading(Kind.CONTEXT, "io.tunedzmq:type=Context", "context", 0, attributes);
    }

    /** One that is not well. */
    static Reading degraded(String... reasons) {
        Map<String, Object> attributes = new HashMap<>(context().attributes());
        attributes.put("Health", "DEGRADED");
        attributes.put("HealthReasons", reasons);
        return new Reading(Kind.CONTEXT, "io.tunedzmq:type=Context", "context", 0, attributes);
    }

    static Reading ioThread(int second, int number, double cpuSeconds, int connections) {
        String name = "tunedzmq-io-" + number;
        return new Reading(
                Kind.IO_THREAD,
                "io.tunedzmq:type=IoThread,name=" + name,
                name,
                second * SECOND,
                Map.of("Alive", true, "CpuSeconds", cpuSeconds, "Connections", connections));
    }

    static Reading publisher(int second, String name, String id, long published, long dropped) {
        return new Reading(
                Kind.PUBLISHER,
                "io.tunedzmq:type=Publisher,name=" + name,
                name,
                second * SECOND,
                Map.of(
                        "Id",
                        id,
                        "Published",
                        published,
                        "Dropped",
                        dropped,
                        "Refused",
                        0L,
                        "Behind",
                        1_234L,
                        "LagSeconds",
                        0.25,
                        "QueuedBytes",
                        3L << 20,
                        "Full",
                        dropped > 0,
                        "Stalls",
                        7L,
                        "Subscribers",
                        3));
    }

    static Reading subscriber(int second, String name, long received, long dropped) {
        return new Reading(
                Kind.SUBSCRIBER,
                "io.tunedzmq:type=Subscriber,name=" + name,
                name,
                second * SECOND,
                Map.of(
                        "Id",
                        "1",
                        "Received",
                        received,
                        "Dropped",
                        dropped,
                        "Gaps",
                        2L,
                        "LagSeconds",
                        1.5,
                        "QueuedBytes",
                        512L,
                        "SlowEpisodes",
                        1L,
                        "Connections",
                        1,
                        "Ready",
                        true));
    }
}
