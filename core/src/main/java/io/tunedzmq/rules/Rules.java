package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every rule, those first whose cause explains what the later ones see. */
public final class Rules {
    /** Those that explain a loss. */
    private static final List<Rule> OF_LOSS = List.of(
            new DeadIoThread(),
            new CpuThrottled(),
            new ProcessStopped(),
            new GcPauses(),
            new ApplicationBlocked(),
            new SlowSubscriber(),
            new CpuContended(),
            new BusyIoThreads(),
            new NetworkSaturated(),
            new ProtocolError(),
            new NetworkLossy(),
            new RcvHwmTooLow(),
            new SndHwmTooLow(),
            new PeerTooSlow());

    private static final List<Rule> OF_RISK = List.of(
            new SlowJoiner(),
            new StalledHandshake(),
            new NobodyThere(),
            new SubscriptionsUnheard(),
            new TooManyContexts(),
            new TooManyIoThreads(),
            new FewFileDescriptors(),
            new ForeignSenders());

    private Rules() {}

    /** Applies all of them. */
    public static Diagnosis diagnose(Window window) {
        List<Finding> findings = new ArrayList<>(apply(window));
        findings.sort(Comparator.comparing(Finding::severity)); // Stable: keeps the order of the rules.
        return new Diagnosis(window.observed(), findings);
    }

    /** What all of them find, in their order. */
    private static List<Finding> apply(Window window) {
        List<Finding> findings = new ArrayList<>();
        OF_LOSS.forEach(rule -> findings.addAll(rule.find(window)));
        // What only may harm explains no loss.
        if (findings.stream().noneMatch(finding -> finding.severity() == Severity.CRITICAL)) {
            findings.addAll(new UnexplainedLoss().find(window));
        }
        OF_RISK.forEach(rule -> findings.addAll(rule.find(window)));
        return findings;
    }
}
