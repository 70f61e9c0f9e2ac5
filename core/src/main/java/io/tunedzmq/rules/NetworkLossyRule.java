package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.InterfaceUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;

/** Packets sent again, dropped by an interface or a listener, and connections lost. */
final class NetworkLossyRule implements Rule {
    /** TCP's rate falls with the root of the loss; at 1 % it is near 1 MB/s over 100 ms (Mathis et al. 1997). */
    private static final double RESENT = 0.01;

    /** Fewer are the chance of a moment. */
    private static final long LEAST_RESENT = 50;

    /** One in ten thousand: a sound wired network loses a hundred times less. */
    private static final double INTERFACE_LOST = 1e-4;

    private static final long LEAST_LOST = 10;

    @Override
    public List<Finding> find(Window window) {
        List<Evidence> evidence = new ArrayList<>();
        long sent = Math.max(1, window.segmentsSent().orElse(0));
        long resent = window.segmentsResent().orElse(0);
        if (resent >= LEAST_RESENT && (double) resent / sent >= RESENT) {
            evidence.add(new Evidence(
                    "TCP segments sent again",
                    Text.grouped(resent) + " of " + Text.grouped(sent),
                    WindowText.percent(RESENT) + " and " + LEAST_RESENT));
        }
        for (InterfaceUse each : window.interfaces()) {
            if (each.lost() >= LEAST_LOST && each.lost() >= INTERFACE_LOST * each.packets()) {
                evidence.add(new Evidence(
                        each.name() + ": packets dropped or in error",
                        Text.grouped(each.lost()) + " of " + Text.grouped(each.packets()),
                        "0.01 % and " + LEAST_LOST));
            }
        }
        // Counted for the whole machine: without a listener here they are another program's.
        if (window.listenDrops().orElse(0) >= LEAST_LOST && window.listeners() > 0) {
            evidence.add(new Evidence(
                    "connection attempts dropped by a full listener of this machine, here or of another program",
                    Text.grouped(window.listenDrops().getAsLong()),
                    Long.toString(LEAST_LOST)));
        }
        boolean lost = false;
        for (SubscriberUse each : window.subscribers()) {
            if (each.stats().reconnects() > 0
                    && each.stats().dropped() > 0
                    && each.refused().connections() == 0
                    && each.connects().cutOff().isEmpty()) {
                lost = true;
                evidence.add(new Evidence(
                        each.title() + ": connections lost and made again",
                        Text.grouped(each.stats().reconnects()) + ", with "
                                + Text.grouped(each.stats().dropped()) + " messages dropped",
                        "1"));
            }
        }
        return evidence.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        Symptom.NETWORK_LOSSY,
                        lost ? Severity.CRITICAL : Severity.WARNING,
                        "the network of this machine",
                        "the network loses packets or connections",
                        evidence,
                        List.of(),
                        "look where it loses them: ip -s link, ethtool -S INTERFACE, ss -ti, nstat -az TcpRetransSegs; "
                                + "for a full listener raise net.core.somaxconn"));
    }
}
