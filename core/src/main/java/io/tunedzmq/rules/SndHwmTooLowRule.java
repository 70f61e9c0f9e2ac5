package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowOverflow;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Everybody is fast enough on average, but a publisher bursts for more than its queue holds. */
final class SndHwmTooLowRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return window.publishers().stream()
                .filter(each -> !bursts(window, each).isEmpty())
                .map(publisher -> finding(window, publisher, bursts(window, publisher)))
                .toList();
    }

    /** The times at which a publisher had no room for that. */
    static List<WindowOverflow> bursts(Window window, PublisherUse publisher) {
        List<WindowOverflow> candidates = losesBesideOthers(window, publisher)
                ? publisher.overflows()
                : RuleConditions.elsewhere(window, publisher);
        return publisher.overflowed()
                ? candidates.stream()
                        .filter(each -> publisher.bursts(each) && !GcPausesRule.explains(window, publisher, each))
                        .toList()
                : List.of();
    }

    /** Each subscriber has a queue of its own: one that is behind explains nothing of what another one loses. */
    private static boolean losesBesideOthers(Window window, PublisherUse publisher) {
        return publisher.drops()
                && publisher.lossCounted()
                && RuleConditions.loser(window, publisher)
                        .filter(each -> each.lost()
                                && RuleConditions.elsewhere(window, each)
                                && !RcvHwmTooLowRule.explains(window, each))
                        .isPresent();
    }

    private static Finding finding(Window window, PublisherUse publisher, List<WindowOverflow> bursts) {
        // Twice: a window has seen only some of the bursts.
        long hwm = WindowText.roundUp(
                Math.max(2 * publisher.burst(), 2L * publisher.queue().hwm()));
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "largest burst",
                Text.grouped(most(bursts, WindowOverflow::burstAtLeast)) + " to " + Text.grouped(publisher.burst())
                        + " messages",
                "hwm: " + Text.grouped(publisher.queue().hwm())));
        evidence.add(new Evidence(
                "published while its queue was full, in multiples of its average",
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        bursts.stream().mapToDouble(WindowOverflow::rush).max().orElse(0)),
                Double.toString(PublisherUse.RUSH)));
        evidence.add(new Evidence(
                "its queue was full",
                WindowText.percent(publisher.full()) + " of the looks",
                "below " + WindowText.percent(PublisherUse.ALWAYS)));
        evidence.add(new Evidence(
                publisher.drops() ? "frames without room for somebody" : "refused",
                Text.grouped(bursts.stream()
                        .mapToLong(each -> publisher.drops() ? each.stalls() : each.refused())
                        .sum()),
                "1"));
        return new Finding(
                Symptom.SNDHWM_TOO_LOW,
                Severity.CRITICAL,
                publisher.name(),
                "the publisher's queue is too short for its bursts",
                evidence,
                ruledOut(window, publisher),
                HwmFix.messages(window, publisher, hwm));
    }

    private static long most(List<WindowOverflow> bursts, ToLongFunction<WindowOverflow> what) {
        return bursts.stream().mapToLong(what).max().orElse(0);
    }

    private static List<RuledOut> ruledOut(Window window, PublisherUse publisher) {
        List<RuledOut> ruledOut = new ArrayList<>();
        if (!window.subscribers().isEmpty()) {
            ruledOut.add(new RuledOut(
                    Symptom.SLOW_SUBSCRIBER,
                    "every application of this process that it serves had time left between messages"));
            ruledOut.add(new RuledOut(Symptom.RCVHWM_TOO_LOW, "none paused long enough to explain it"));
        }
        ruledOut.add(new RuledOut(
                Symptom.NETWORK_SATURATED,
                "the queue was full at " + WindowText.percent(publisher.full()) + " of the looks only"));
        ruledOut.add(new RuledOut(Symptom.IO_THREADS_SATURATED, "every I/O thread has time left"));
        return ruledOut;
    }
}
