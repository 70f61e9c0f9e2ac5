package io.tunedzmq.bench.processes;

/** What a subscriber measures. */
interface Watch {
    /** One more arrived, which has this time in it. */
    void message(long timeNs);

    /** What was measured, once all has come. */
    long[] figures();

    static Watch of(Setup setup) {
        return setup.rate() == 0 ? new Seconds(setup.seconds()) : new Delays(setup.seconds());
    }
}
