package io.tunedzmq.bench;

/** A way to carry messages from one publisher to its subscribers over loopback. */
interface Contender {
    String name();

    /** Why it cannot run here; empty if it can. */
    default String missing() {
        return "";
    }

    /** Whether it can carry such a load at all. */
    default boolean carries(Load load) {
        return true;
    }

    /** How many times fewer messages it is given than the others, so that a slow one does not take all the time. */
    default int share() {
        return 1;
    }

    /** Carries the load once, after a warm-up, and checks that every message arrived. */
    Result run(Load load) throws Exception;

    /**
     * What a run showed.
     *
     * @param rate messages per second that each subscriber received
     * @param allocated bytes allocated for each message and subscriber, by all threads of both sides; NaN if not known
     */
    record Result(double rate, double allocated) {}
}
