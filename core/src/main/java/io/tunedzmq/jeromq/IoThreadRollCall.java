package io.tunedzmq.jeromq;

/** Calls each I/O thread now and then, to see that it comes. */
final class IoThreadRollCall implements Housekeeper.Chore {
    static final long EVERY_NS = 250_000_000;

    private final JeromqThreads threads;
    private long nextNs = System.nanoTime();

    IoThreadRollCall(JeromqThreads threads) {
        this.threads = threads;
    }

    @Override
    public long work(long nowNs) {
        if (nowNs - nextNs >= 0) {
            nextNs = nowNs + EVERY_NS;
            threads.io().forEach(thread -> thread.call(nowNs));
        }
        return nextNs - nowNs;
    }
}
