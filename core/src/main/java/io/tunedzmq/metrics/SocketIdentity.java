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
public record SocketIdentity(String role, String name, long id) {

    public static SocketIdentity publisher(String name, long epoch) {
        return new SocketIdentity("publisher", name, epoch);
    }

    public static SocketIdentity subscriber(String name, long id) {
        return new SocketIdentity("subscriber", name, id);
    }
}
