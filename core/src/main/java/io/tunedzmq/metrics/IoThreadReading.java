package io.tunedzmq.metrics;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * An I/O thread at one moment.
 *
 * <p>Immutable.
 *
 * @param name of the thread
 * @param alive whether it runs, and comes back from what it does within five seconds
 * @param connections those of publishers and subscribers that it serves, after a handshake
 * @param cpuNs CPU time that it has used; never less than before; empty where the JVM does not tell
 * @param cpuUsage share of one CPU, 0 to 1, since somebody read it, at least a second ago; empty as {@code cpuNs}
 */
public record IoThreadReading(
        String name, boolean alive, int connections, OptionalLong cpuNs, OptionalDouble cpuUsage) {}
