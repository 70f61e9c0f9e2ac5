package io.tunedzmq.rules;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.IoThreadUse;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An I/O thread at its limit, and whether another one would help. */
final class BusyIoThreadsRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        Optional<IoThreadUse> hottest = RuleConditions.hot(window);
        // Behind a slow application the queues are full whatever the I/O threads do.
        if (hottest.isEmpty()
                || !RuleConditions.shortage(window)
                || !RuleConditions.behind(window).isEmpty()) {
            return List.of();
        }
        IoThreadUse hot = hottest.get();
        if (hot.connections() <= 1) {
            return List.of(oneConnection(window, hot));
        }
        boolean anotherIdle = window.ioThreads().stream().anyMatch(IoThreadUse::idle);
        return List.of(anotherIdle ? unbalanced(window, hot) : saturated(window, hot));
    }

    private static long connections(Window window) {
        int polled = window.ioThreads().stream().mapToInt(IoThreadUse::polled).sum();
        return Math.max(
                polled - window.listeners(),
                window.after().ioThreads().stream()
                        .mapToLong(ContextSnapshot.IoThread::connections)
                        .sum());
    }

    private static Finding saturated(Window window, IoThreadUse hot) {
        int threads = window.ioThreads().size();
        int cpus = window.after().process().cpus();
        long connections = connections(window);
        long wanted = Math.min(2L * threads, Math.min(connections, Math.min(cpus, ContextConfig.MOST_IO_THREADS)));
        return finding(
                window,
                hot,
                Symptom.IO_THREADS_SATURATED,
                "the I/O threads are busy all the time, and messages are lost or wait for it",
                wanted > threads ? "TunedContext.builder().ioThreads(" + wanted + ")" : noMore(connections, cpus));
    }

    private static String noMore(long connections, int cpus) {
        String limit = connections <= Math.min(cpus, ContextConfig.MOST_IO_THREADS)
                ? "connections (" + connections + "), which have one each"
                : cpus <= ContextConfig.MOST_IO_THREADS
                        ? "CPUs (" + cpus + ")"
                        : "a context may have (" + ContextConfig.MOST_IO_THREADS + ")";
        return "there are as many I/O threads as " + limit
                + ": publish fewer, larger messages, more of them to the same topic, or move subscribers to another "
                + "machine";
    }

    private static Finding finding(Window window, IoThreadUse hot, Symptom symptom, String text, String fix) {
        return new Finding(
                symptom,
                RuleConditions.severity(window),
                "I/O thread " + hot.name(),
                text,
                evidence(window),
                ruledOut(),
                fix);
    }

    private static Finding unbalanced(Window window, IoThreadUse hot) {
        return finding(
                window,
                hot,
                Symptom.IO_THREADS_UNBALANCED,
                "one I/O thread is busy all the time while another is idle",
                "more I/O threads do nothing here: a connection stays where it was opened. Open the busy connections "
                        + "one after another, each when awaitReady of the one before is true, so that they spread");
    }

    private static Finding oneConnection(Window window, IoThreadUse hot) {
        return finding(
                window,
                hot,
                Symptom.ONE_CONNECTION,
                "one connection keeps an I/O thread busy all the time, and a connection has only one",
                "more I/O threads do nothing here. Split the topics over two publishers, which makes two connections, or "
                        + "publish fewer, larger messages");
    }

    private static List<Evidence> evidence(Window window) {
        List<Evidence> evidence = new ArrayList<>();
        for (IoThreadUse thread : window.ioThreads()) {
            evidence.add(new Evidence(
                    thread.name() + ", serving " + thread.connections() + " connections",
                    "busy at " + WindowText.percent(thread.busy()) + " of the looks, CPU "
                            + WindowText.percent(thread.cpu()),
                    WindowText.percent(IoThreadUse.HOT)));
        }
        if (RuleConditions.bytesWait(window)) {
            evidence.add(new Evidence(
                    "bytes waited to be read for a subscriber that had nothing to take",
                    "at " + WindowText.percent(PublisherUse.ALWAYS) + " of the looks and more",
                    WindowText.percent(PublisherUse.ALWAYS) + "; then busy at "
                            + WindowText.percent(IoThreadUse.HOT_WHILE_BYTES_WAIT) + " is enough"));
        }
        window.publishers().stream()
                .filter(PublisherUse::queueWaits)
                .forEach(publisher -> evidence.add(new Evidence(
                        "the queue of the " + publisher.name()
                                + " was full, and the system held bytes not yet taken by a peer",
                        "at " + WindowText.percent(publisher.full()) + " and " + WindowText.percent(publisher.unsent())
                                + " of the looks",
                        WindowText.percent(PublisherUse.MOSTLY) + ", below " + WindowText.percent(PublisherUse.ALWAYS)
                                + "; then busy at " + WindowText.percent(IoThreadUse.HOT_WHILE_BYTES_WAIT)
                                + " is enough")));
        evidence.add(new Evidence(
                "longest wait of this process for a CPU",
                Text.millis(window.sampled().longestStall()),
                ""));
        evidence.add(
                new Evidence("CPUs", Integer.toString(window.after().process().cpus()), ""));
        return evidence;
    }

    private static List<RuledOut> ruledOut() {
        return List.of(
                new RuledOut(Symptom.SLOW_SUBSCRIBER, "no application of this process is behind"),
                new RuledOut(
                        Symptom.NETWORK_SATURATED, "a thread that waits for the network is not busy, this one is"));
    }
}
