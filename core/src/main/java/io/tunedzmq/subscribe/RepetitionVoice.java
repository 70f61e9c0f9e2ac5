package io.tunedzmq.subscribe;

/** How a subscriber talks to publishers that have not heard everything. Confined to the socket lock. */
interface RepetitionVoice {
    /** Subscribes to the bytes and ends that. */
    void say(byte[] bytes);

    /**
     * Ends a subscription and begins it again, without a moment in which what it is for does not come: then a proxy
     * that lacks it hears of it, if nobody else behind the next one has it.
     */
    void beginAnew(byte[] bytes);

    /**
     * Asks for an echo that proves nothing but that what was said before has come; returns the number of the question.
     */
    long askForSign();

    /** Asks who lacks something; returns the number of the question. */
    long ask();

    /** Asks for an echo; returns the number of the question. */
    long askForEcho();

    /** Number of the last question, whoever asked it. */
    long lastAsked();

    /** Whether echoes over the connection prove nothing, because a publisher lacks something. */
    void hold(boolean hold);
}
