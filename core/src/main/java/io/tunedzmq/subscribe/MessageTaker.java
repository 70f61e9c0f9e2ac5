package io.tunedzmq.subscribe;

/** Takes the messages of a subscriber from a {@link MessageLoop}, on its thread alone. */
public interface MessageTaker {
    /**
     * Waits until it may take a message; also returns, with anything, when the subscriber is closed. Must not leave an
     * interrupt set.
     *
     * @return how many it may take before it is asked again; 0 if none
     */
    int awaitTurn();

    /** Takes the current message. Must not throw, nor leave an interrupt set, with which nothing waits for the next. */
    void take();

    /**
     * The loop has failed outside {@link #take}.
     *
     * @return whether it is worth another try
     */
    boolean failed(Throwable problem);

    /** The subscriber is closed, and no message follows. */
    void ended();
}
