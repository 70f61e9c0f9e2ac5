package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;
import static io.tunedzmq.rules.Setup.publisher;
import static io.tunedzmq.rules.Setup.steady;
import static io.tunedzmq.rules.Setup.subscriber;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.observe.Observer;
import io.tunedzmq.window.Window;
import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Loads that have no CPU: the JVM, a quota or other programs take it. */
final class Machines {
    private Machines() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(ill("garbage collections", Symptom.GC_PAUSES, Machines::garbageCollections));
        all.add(ill("process stopped", Symptom.PROCESS_STOPPED, Machines::stopped));
        Window here = here();
        if (here.cpus().isPresent()) {
            all.add(ill("CPUs taken by another process", Symptom.CPU_CONTENDED, Machines::takenCpus));
        }
        if (here.after().process().cpuQuota().isPresent()) {
            all.add(ill("CPU quota", Symptom.CPU_THROTTLED, Machines::usedUpQuota));
        }
        return all;
    }

    private static Window here() {
        JeromqServices services = new JeromqServices(ContextConfig.defaults());
        try {
            return new Observer(services, List.of(), List.of(), () -> 0).observe(Duration.ofMillis(100), () -> false);
        } finally {
            boolean unused = services.close(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    /** Much that lives, and a full collection after the other. */
    private static Diagnosis garbageCollections() {
        List<int[]> alive = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            alive.add(new int[] {i});
        }
        try (TunedContext context = context(1);
                Load load = new Load()) {
            load.run("collector", stopped -> {
                while (!stopped.getAsBoolean()) {
                    System.gc();
                }
            });
            return steady(context, load, OverflowPolicy.drop());
        } finally {
            Reference.reachabilityFence(alive);
        }
    }

    /** For a second in the midst of the window, while a publisher elsewhere goes on. */
    private static Diagnosis stopped() throws IOException, InterruptedException {
        try (JavaProcess publisher = JavaProcess.start(SteadyPublisher.class);
                TunedContext context = context(1);
                Load load = new Load()) {
            load.receive(subscriber(context, publisher.line(), HwmPolicy.messages(50)), message -> {});
            long own = ProcessHandle.current().pid();
            String stop = "sleep 0.4; kill -STOP " + own + "; sleep 1; kill -CONT " + own;
            Process stopping = new ProcessBuilder("sh", "-c", stop).start();
            try {
                return context.diagnose(WINDOW);
            } finally {
                stopping.waitFor();
            }
        }
    }

    /** More than the I/O thread can send in its share of a CPU. */
    private static Diagnosis takenCpus() throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            for (int i = 0; i < 3; i++) {
                load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(100)), message -> {});
            }
            try (JavaProcess busy = BusyProcess.start(4 * Runtime.getRuntime().availableProcessors())) {
                load.publish(publisher, number -> "topic-" + number % 100, 4_000, 100, Duration.ofMillis(1));
                return context.diagnose(WINDOW);
            }
        }
    }

    private static Diagnosis usedUpQuota() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
                load.run("computing", stopped -> {
                    while (!stopped.getAsBoolean()) {
                        Load.compute(Duration.ofMillis(1));
                    }
                });
            }
            return steady(context, load, OverflowPolicy.drop());
        }
    }
}
