package io.tunedzmq.connection;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a connection has brought what subscribers say again, or say that they have, each time under a number of its
 * own: where something is missing in between, a proxy had no room for it. Bounded; whoever is forgotten has to begin
 * anew. Confined to the peer's I/O thread.
 */
final class ConnectionRepetitions {
    private static final int MOST = 256;
    private static final int BROKEN = -1;

    private final Map<Long, Integer> next = new LinkedHashMap<>();

    /** Takes what came; returns whether everything before it came too. */
    boolean isComplete(UpstreamMeaning.Repeated repeated) {
        int expected = next.getOrDefault(repeated.speech(), 0);
        boolean complete = repeated.index() == expected;
        if (next.size() >= MOST && !next.containsKey(repeated.speech())) {
            next.remove(next.keySet().iterator().next());
        }
        next.put(repeated.speech(), complete ? expected + 1 : BROKEN);
        return complete;
    }

    /** Something that it says is not so. */
    void isWrong(long speech) {
        next.put(speech, BROKEN);
    }

    /**
     * Whether so much was not said, or is not so; false where nothing of it was heard, as when a proxy tells who comes
     * later what there is. It ends with that.
     */
    boolean lacks(long speech, int said) {
        Integer heard = next.remove(speech);
        return heard != null && heard != said;
    }
}
