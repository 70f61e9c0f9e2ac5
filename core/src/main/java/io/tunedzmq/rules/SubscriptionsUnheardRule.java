package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.time.Duration;
import java.util.List;

/** A proxy drops subscriptions for which its queue towards a publisher has no room, and says so to nobody. */
final class SubscriptionsUnheardRule implements Rule {
    /** It happens where something is started again: still worth telling who asks a little later. */
    private static final Duration RECENT = Duration.ofSeconds(60);

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .filter(SubscriptionsUnheardRule::unheard)
                .map(SubscriptionsUnheardRule::finding)
                .toList();
    }

    private static boolean unheard(SubscriberUse subscriber) {
        boolean recent = subscriber.unheardAgoNs() <= RECENT.toNanos();
        return subscriber.unheard().publishers() > 0 || (subscriber.unheard().subscriptions() > 0 && recent);
    }

    private static Finding finding(SubscriberUse subscriber) {
        ContextSnapshot.Unheard unheard = subscriber.unheard();
        return new Finding(
                Symptom.SUBSCRIPTIONS_UNHEARD,
                Severity.WARNING,
                subscriber.title(),
                "a proxy had no room for all subscriptions, and dropped some on their way to a publisher",
                List.of(
                        new Evidence("subscriptions said again", Text.grouped(unheard.subscriptions()), "0"),
                        new Evidence(
                                "publishers that have not heard all of them yet",
                                Text.grouped(unheard.publishers()),
                                "0")),
                List.of(new RuledOut(Symptom.NO_PUBLISHER, "a publisher has answered that it lacks some")),
                "raise the HWM of each proxy's XSUB socket above the number of all subscriptions behind it, before it binds: "
                        + "xsub.setHWM(n), in Python xsub.set_hwm(n)");
    }
}
