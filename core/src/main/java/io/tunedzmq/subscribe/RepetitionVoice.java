package io.tunedzmq.subscribe;

/** How a subscriber talks to publishers that have not heard everything. Confined to the socket lock. */
interface RepetitionVoice {
    /** Subscribes to the bytes and ends that. */
    void say(byte[] bytes);

    /**
     * Ends a subscription and begins it again, without a moment in which what it is for does not come, and where that
     * can be in another form: then a proxy that lacks it hears of it, also if somebody else behind the next one has the
     * same.
     *
     * @param index of those that are to be said
     * @return the bytes from here on
     */
    byte[] beginAnew(int index, byte[] bytes);

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
