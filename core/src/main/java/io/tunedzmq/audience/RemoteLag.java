package io.tunedzmq.audience;

/** For how long a subscriber has been behind. Called under the lock of {@link RemoteSubscribers}. */
@FunctionalInterface
public interface RemoteLag {
    /**
     * Nanoseconds; 0 if it keeps up.
     *
     * @param answered number of the last mark that it answered
     * @param lacksSome whether it has not reported everything that was sent to it
     */
    long ns(long answered, boolean lacksSome);
}
