package io.tunedzmq.window;

import java.util.OptionalDouble;

/**
 * A network interface over a window.
 *
 * <p>Immutable.
 *
 * @param name as the system calls it
 * @param bytesPerSecond of the busier direction
 * @param use share of its speed used by the busier direction, 1 for all of it; empty where the speed is unknown
 * @param packets received and sent
 * @param lost packets dropped or in error
 */
public record InterfaceUse(String name, double bytesPerSecond, OptionalDouble use, long packets, long lost) {
    public static InterfaceUse of(ContextSnapshot.Interface before, ContextSnapshot.Interface after, double seconds) {
        double bytes = Math.max(after.bytesIn() - before.bytesIn(), after.bytesOut() - before.bytesOut()) / seconds;
        OptionalDouble use = after.bitsPerSecond().isPresent()
                ? OptionalDouble.of(8 * bytes / after.bitsPerSecond().getAsLong())
                : OptionalDouble.empty();
        return new InterfaceUse(
                after.name(), bytes, use, after.packets() - before.packets(), after.lost() - before.lost());
    }
}
