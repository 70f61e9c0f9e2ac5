package io.tunedzmq.observe;

import java.util.Optional;
import java.util.OptionalLong;

/** For how long the calling thread waited for a CPU, from look to look. Confined: one thread at a time. */
final class CallerCpuWait {
    private Optional<RunQueueWait> caller = Optional.empty();
    private OptionalLong before = OptionalLong.empty();
    private long sumNs;

    /**
     * Of all calls up to now. Between two calls from different threads of the system, as of a virtual thread that
     * moved, nothing is known, and nothing is added.
     */
    long ns() {
        Optional<RunQueueWait> now = RunQueueWait.ofCaller();
        OptionalLong nowNs = now.isPresent() ? now.get().ns() : OptionalLong.empty();
        if (now.equals(caller) && before.isPresent() && nowNs.isPresent()) {
            sumNs += nowNs.getAsLong() - before.getAsLong();
        }
        caller = now;
        before = nowNs;
        return sumNs;
    }
}
