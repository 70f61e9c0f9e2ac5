package io.tunedzmq.audience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open roll calls of a publisher, by number. Thread-safe. */
final class OpenRollCalls {
    private final Map<Long, RollCall> open = new ConcurrentHashMap<>();

    void start(RollCall rollCall) {
        open.put(rollCall.id(), rollCall);
    }

    void end(RollCall rollCall) {
        open.remove(rollCall.id());
    }

    /** A subscriber has answered; false if no such roll call is open. */
    boolean answered(long number, RemoteSubscriber subscriber) {
        RollCall rollCall = open.get(number);
        if (rollCall != null) {
            rollCall.answered(subscriber);
        }
        return rollCall != null;
    }

    void left(RemoteSubscriber subscriber) {
        open.values().forEach(rollCall -> rollCall.left(subscriber));
    }
}
