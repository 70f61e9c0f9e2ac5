package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.List;

/** Who sends without our header, or with one that is broken. */
final class ForeignSendersRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        List<Finding> findings = new ArrayList<>();
        for (SubscriberUse subscriber : window.subscribers()) {
            long malformed = subscriber.stats().malformed();
            if (malformed > 0) {
                findings.add(new Finding(
                        Symptom.MALFORMED_SENDER,
                        Severity.WARNING,
                        subscriber.title(),
                        "frames with our header contradict themselves; they are discarded",
                        List.of(new Evidence("malformed", Text.grouped(malformed), "1")),
                        List.of(),
                        "check the sender against core/docs/wire-format.md and its test vectors"));
            }
            long untagged = subscriber.stats().untagged();
            if (untagged > 0) {
                findings.add(new Finding(
                        Symptom.UNTAGGED_SENDER,
                        Severity.NOTICE,
                        subscriber.title(),
                        "messages of a stock publisher carry no sequence: nobody can say which of them are lost",
                        List.of(new Evidence(
                                "untagged",
                                Text.grouped(untagged) + " of "
                                        + Text.grouped(subscriber.stats().received()),
                                "1")),
                        List.of(),
                        "publish with context.publisher(), or from another language as core/docs/wire-format.md says"));
            }
        }
        return findings;
    }
}
