package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every rule, those first whose cause explains what the later ones see. */
public final class Rules {
    /** Those that explain a loss. */
    private static final List<Rule> OF_LOSS = List.of(
            new DeadIoThreadRule(),
            new CpuThrottledRule(),
            new ProcessStoppedRule(),
            new GcPausesRule(),
            new ApplicationBlockedRule(),
            new SlowSubscriberRule(),
            new CpuContendedRule(),
            new BusyIoThreadsRule(),
            new NetworkSaturatedRule(),
            new IncomingMemoryRule(),
            new ProtocolErrorRule(),
            new NetworkLossyRule(),
            new RcvHwmTooLowRule(),
            new SndHwmTooLowRule(),
            new PeerTooSlowRule(),
            new OutgoingMemoryRule());

    private static final List<Rule> OF_RISK = List.of(
            new SlowJoinerRule(),
            new StalledHandshakeRule(),
            new NobodyThereRule(),
            new NoAnswerRule(),
            new PublisherSilentRule(),
            new NoSuchTopicRule(),
            new SubscriptionsUnheardRule(),
            new TooManyContextsRule(),
            new TooManyIoThreadsRule(),
            new FewFileDescriptorsRule(),
            new ForeignSendersRule());

    private Rules() {}

    /** Applies all of them. */
    public static Diagnosis diagnose(Window window) {
        List<Finding> findings = new ArrayList<>(apply(window));
        findings.sort(Comparator.comparing(Finding::severity)); // Stable: keeps the order of the rules.
        return new Diagnosis(window.observed(), findings);
    }

    /** What all of them find, in their order. */
    private static List<Finding> apply(Window window) {
        List<Finding> ofLoss = new ArrayList<>();
        OF_LOSS.forEach(rule -> ofLoss.addAll(rule.find(window)));
        List<Finding> unexplained = UnexplainedLoss.find(window, ofLoss);
        List<Finding> findings = new ArrayList<>(LossShares.noted(window, ofLoss));
        findings.addAll(
                !unexplained.isEmpty() && CpuContendedRule.mayExplain(window)
                        ? List.of(CpuContendedRule.finding(window))
                        : unexplained);
        OF_RISK.forEach(rule -> findings.addAll(rule.find(window)));
        return findings;
    }
}
