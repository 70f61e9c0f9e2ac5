package io.tunedzmq.audience;

/**
 * How far the subscribers of a publisher are behind.
 *
 * <p>Immutable.
 *
 * @param subscribers those that are connected and have shown that they hear it
 * @param behind messages in flight to the one that has the most of them, as far as that is known
 * @param ns for how long the one is behind that is so for longest
 */
public record AudienceLag(int subscribers, long behind, long ns) {
    static final AudienceLag NONE = new AudienceLag(0, 0, 0);
}
