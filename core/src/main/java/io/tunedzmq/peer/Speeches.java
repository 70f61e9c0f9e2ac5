package io.tunedzmq.peer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a connection has brought what subscribers behind a proxy say again, each time under a number of its own:
 * where something is missing in between, the proxy had no room for it. Bounded; whoever is forgotten has to begin anew.
 * Confined to the peer's I/O thread.
 */
final class Speeches {
    private static final int MOST = 256;
    private static final int BROKEN = -1;

    private final Map<Long, Integer> next = new LinkedHashMap<>();

    /** Takes what came; returns whether everything before it came too. */
    boolean isComplete(Meaning.Repeated repeated) {
        int expected = next.getOrDefault(repeated.speech(), 0);
        boolean complete = repeated.index() == expected;
        if (next.size() >= MOST && !next.containsKey(repeated.speech())) {
            next.remove(next.keySet().iterator().next());
        }
        next.put(repeated.speech(), complete ? expected + 1 : BROKEN);
        return complete;
    }
}
