package io.tunedzmq.subscribe;

import static io.tunedzmq.internal.Nanos.seconds;

import io.tunedzmq.internal.RecentGrowth;
import io.tunedzmq.internal.Text;
import java.util.ArrayList;
import java.util.List;

/** What keeps a subscriber from being well. Thread-safe. */
final class SubscriberTroubles {
    private final long slowNs;
    private final RecentGrowth losses = new RecentGrowth();
    private final RecentGrowth failures = new RecentGrowth();

    /** @param slowNs for how long messages wait for an application that is too slow */
    SubscriberTroubles(long slowNs) {
        this.slowNs = slowNs;
    }

    /** To be called now and then, so that nobody takes a loss for one of this moment who asks an hour later. */
    void look(long dropped, long handlerFailures, long nowNs) {
        losses.look(dropped, nowNs);
        failures.look(handlerFailures, nowNs);
    }

    /**
     * What is wrong.
     *
     * @param absent where it connects, and nobody is there
     * @param waitingNs for how long messages have been waiting without a break
     * @param dropped so far
     * @param handlerFailures so far
     */
    List<String> find(List<String> absent, long waitingNs, long dropped, long handlerFailures, long nowNs) {
        List<String> found = new ArrayList<>();
        absent.forEach(endpoint -> found.add("it has no connection to " + endpoint));
        if (waitingNs >= slowNs) {
            found.add("messages have been waiting for the application for " + Text.number(seconds(waitingNs)) + " s");
        }
        if (losses.isRecent(dropped, nowNs)) {
            found.add("it lost messages less than " + Text.number(seconds(RecentGrowth.RECENT_NS)) + " s ago, "
                    + Text.grouped(dropped) + " in all");
        }
        if (failures.isRecent(handlerFailures, nowNs)) {
            found.add("its handler has thrown less than " + Text.number(seconds(RecentGrowth.RECENT_NS))
                    + " s ago, for " + Text.grouped(handlerFailures) + " messages in all");
        }
        return found;
    }
}
