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
import java.util.List;

/**
 * A connection that is up, over which publishers of this library were heard, and over which not even the sign of life
 * comes that each of them gives. Where others are still heard over it, as through a proxy, nobody can tell one that has
 * died from one that was started again as another.
 */
final class PublisherSilentRule implements Rule {

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .flatMap(subscriber -> subscriber.quiet().stream().map(quiet -> finding(subscriber, quiet)))
                .toList();
    }

    private static Finding finding(SubscriberUse subscriber, ContextSnapshot.Quiet quiet) {
        String address = quiet.address().orElse("inproc");
        return new Finding(
                Symptom.PUBLISHER_SILENT,
                Severity.WARNING,
                subscriber.title(),
                "nothing comes any more over the connection to " + address
                        + ", which is up; publishers give a sign of life even when they publish nothing",
                List.of(
                        new Evidence(
                                "time since anything came",
                                text(quiet.since().toNanos()),
                                text(quiet.allowed().toNanos())),
                        new Evidence("publishers heard over it before", Text.grouped(quiet.publishers()), "")),
                List.of(new RuledOut(Symptom.NO_PUBLISHER, "the connection to " + address + " is up")),
                "if a proxy is there, look whether its publishers run and whether it passes on what they send; if it is the "
                        + "publisher itself, whether its process was stopped, or the path to it is cut");
    }

    private static String text(long ns) {
        return Text.number(ns / 1e9) + " s";
    }
}
