package io.tunedzmq.window;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * An I/O thread over a window.
 *
 * <p>Immutable.
 *
 * @param name of the thread
 * @param runs whether it had not ended at the end
 * @param absence that it did not come back from what it does, at the end; empty if it did
 * @param cpu share of one CPU used; 0 to 1, and a little above where the clocks differ
 * @param waited share of the time in which it had work and waited for a CPU, 0 to 1
 * @param busy share of looks at which it did not wait for its connections, 0 to 1
 * @param polled listeners and connections that it served at the end
 * @param connections at the end; where plain sockets listen, these count as connections
 */
public record IoThreadUse(
        String name,
        boolean runs,
        Optional<Absence> absence,
        OptionalDouble cpu,
        OptionalDouble waited,
        OptionalDouble busy,
        int polled,
        long connections) {

    /**
     * Busy nearly always. Below nine tenths a thread still has room for bursts: at this use the queue in front of any
     * server is about nine jobs long on average, and grows fast beyond.
     */
    public static final double HOT = 0.9;

    /** Less is not work but waiting for a CPU that others use; another thread would wait with it. */
    private static final double LEAST_CPU = 0.2;

    /** The same where bytes wait for it: then it need not have had the CPU time, it would need it. */
    private static final double LEAST_CPU_WHILE_BYTES_WAIT = 0.1;

    /** Enough where bytes wait for it all the time: then it is late, whatever the looks that missed it at work. */
    public static final double HOT_WHILE_BYTES_WAIT = 0.5;

    /** Share of the time: who waits for a CPU more often than not is not slow by itself. */
    public static final double STARVED = 0.5;

    /** Has room for twice as much again. */
    public static final double IDLE = 0.3;

    public static IoThreadUse of(
            ContextSnapshot.IoThread before,
            ContextSnapshot.IoThread after,
            WindowSamples.IoThread sampled,
            long listeners,
            double seconds) {
        // Which I/O thread has which listener is not known: at least these are none.
        long connections = Math.max(after.connections(), after.polled() - listeners);
        return new IoThreadUse(
                after.name(),
                after.runs(),
                after.absence(),
                share(before.cpuNs(), after.cpuNs(), seconds),
                share(before.waitedNs(), after.waitedNs(), seconds),
                sampled.busy(),
                after.polled(),
                connections);
    }

    private static OptionalDouble share(OptionalLong beforeNs, OptionalLong afterNs, double seconds) {
        return beforeNs.isPresent() && afterNs.isPresent()
                ? OptionalDouble.of((afterNs.getAsLong() - beforeNs.getAsLong()) / 1e9 / seconds)
                : OptionalDouble.empty();
    }

    /**
     * Whether it was busy so often; false if that is unknown.
     *
     * @param enough share of the looks: {@link #HOT}, or less where something else shows that it is late
     */
    public boolean hot(double enough) {
        if (busy.isEmpty()) {
            return cpu.orElse(0) >= enough;
        }
        return busy.getAsDouble() >= enough && cpu.orElse(1) >= (enough < HOT ? LEAST_CPU_WHILE_BYTES_WAIT : LEAST_CPU);
    }

    /**
     * Whether it had work and no CPU to do it for most of the time; false if that is unknown.
     *
     * @param gc share of the time in collections, in which neither it nor anybody who looks at it runs
     */
    public boolean starved(double gc) {
        return waited.orElse(1) >= STARVED
                && busy.orElse(0) - cpu.orElse(1) / Math.max(1 - gc, STARVED / 10) >= STARVED;
    }

    /**
     * Whether it waited for a CPU for most of the time; false if that is unknown. Who waits each time that it is woken,
     * and has little to do then, may be in time.
     */
    public boolean waitedLong() {
        return waited.orElse(0) >= STARVED;
    }

    public boolean idle() {
        return busy.orElse(1) <= IDLE && cpu.orElse(0) <= IDLE;
    }
}
