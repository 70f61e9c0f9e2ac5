package io.tunedzmq.jmx;

/** An I/O thread: {@code io.tunedzmq:type=IoThread,name=tunedzmq-io-1}. */
public interface IoThreadMXBean {
    /** Whether it runs. */
    boolean isAlive();

    /** TCP connections of publishers and subscribers that it serves. */
    int getConnections();

    /** CPU time that it has used; NaN where the JVM does not tell. */
    double getCpuSeconds();

    /**
     * Share of one CPU that it has used since somebody read this, at least a second ago; 0 to 1, NaN where the JVM does
     * not tell.
     */
    double getCpuUsage();
}
