package io.tunedzmq.metrics;

/**
 * Whose something is that happened.
 *
 * <p>Immutable.
 *
 * @param role {@code publisher} or {@code subscriber}
 * @param name given by its owner; may be empty
 * @param id its identity; the epoch of a publisher
 */
public record EventSource(String role, String name, long id) {

    public static EventSource publisher(String name, long epoch) {
        return new EventSource("publisher", name, epoch);
    }

    public static EventSource subscriber(String name, long id) {
        return new EventSource("subscriber", name, id);
    }
}
