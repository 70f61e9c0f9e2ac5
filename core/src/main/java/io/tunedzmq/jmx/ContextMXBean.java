package io.tunedzmq.jmx;

/** A context: {@code io.tunedzmq:type=Context}. */
public interface ContextMXBean {
    /** What it was built with. */
    String getSettings();

    /** I/O threads asked for. */
    int getIoThreads();

    /** I/O threads at work: they run, and come back from what they do within five seconds. */
    int getIoThreadsAlive();

    /** How well it is: {@code UP}, {@code DEGRADED} or {@code DOWN}, as {@code context.health()} tells it. */
    String getHealth();

    /** What keeps it from being {@code UP}, a sentence each; empty if it is. */
    String[] getHealthReasons();

    /** Whether it cannot go on. */
    boolean isBroken();

    /** Why it cannot go on, and what to do; empty if it can. */
    String getBrokenReason();

    /** Errors after which a thread of it, or a socket, went on. */
    long getSurvivedErrors();

    /** Fresh connections that JeroMQ had stalled and that were brought to life. */
    long getHealedHandshakes();

    /** ZeroMQ contexts of other code in this process. */
    int getForeignContexts();

    /** Bytes of frames that have come to subscribers, or were announced, and that no application has taken. */
    long getIncomingBytes();

    /** What that may be. */
    long getIncomingBudget();

    /** Bytes of frames that publishers have sent and that a subscriber has yet to take. */
    long getOutgoingBytes();

    /** What that may be. */
    long getOutgoingBudget();

    /** Messages that publishers gave up because the budget was used up. */
    long getGivenUp();

    /** What {@code diagnoseEvery} found in its last window, a line for each; empty also without it. */
    String[] getOpenFindings();

    /**
     * Observes the context for so long, and says what is wrong, why, and what to change. Returns after that time.
     *
     * @param seconds 1 to 3,600; 5 see most causes
     * @return text
     * @throws IllegalArgumentException if out of range
     */
    String diagnose(int seconds);
}
