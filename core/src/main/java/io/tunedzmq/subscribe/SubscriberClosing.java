package io.tunedzmq.subscribe;

import io.tunedzmq.internal.CloseCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How several subscribers are closed at once. Thread-safe. */
public final class SubscriberClosing {
    private SubscriberClosing() {}

    /**
     * Closes subscribers side by side: all together wait no longer than the patience.
     *
     * @param by whom those are told that still receive
     * @return what is left to say to listeners, which may take as long as they like
     */
    public static List<Runnable> closeSockets(Collection<SubscriberEngine> engines, CloseCall by, long patienceNs) {
        long deadlineNs = System.nanoTime() + patienceNs;
        engines.forEach(engine -> engine.startClosing(by));
        List<Runnable> toSay = new ArrayList<>();
        for (SubscriberEngine engine : engines) {
            if (engine.finishClosing(deadlineNs, 0)) {
                toSay.add(engine::sayTheEnd);
            }
        }
        engines.forEach(engine -> engine.awaitHandler(deadlineNs));
        return toSay;
    }
}
