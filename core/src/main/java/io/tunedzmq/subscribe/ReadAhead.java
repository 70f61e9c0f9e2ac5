package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Deques;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What was read before anybody asked for it, and then the socket. Confined: guarded by the socket's lock. */
final class ReadAhead {
    private final LongFunction<@Nullable Arrival> socket;
    private final ArrayDeque<Arrival> ahead = new ArrayDeque<>();

    /** @param socket reads the next message at this time; null if there is none at present */
    ReadAhead(LongFunction<@Nullable Arrival> socket) {
        this.socket = socket;
    }

    /**
     * Reads messages ahead while fewer than {@code most} are.
     *
     * @param look sees each of them
     * @return whether there is room for more
     */
    boolean fill(int most, Consumer<Arrival> look, long nowNs) {
        while (ahead.size() < most) {
            Arrival arrival = socket.apply(nowNs);
            if (arrival == null) {
                return true;
            }
            Deques.add(ahead, arrival);
            look.accept(arrival);
        }
        return false;
    }

    /** The next one, read ahead or now; null if there is none at present. */
    @Nullable
    Arrival next(long nowNs) {
        Arrival first = ahead.poll();
        return first == null ? socket.apply(nowNs) : first;
    }

    /** The first that was read ahead, which stays; null if there is none. */
    @Nullable
    Arrival peek() {
        return ahead.peek();
    }

    boolean isEmpty() {
        return ahead.isEmpty();
    }
}
