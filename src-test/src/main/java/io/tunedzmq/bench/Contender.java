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

    /** Opens publisher and subscribers, connected and ready. */
    Wire open(Load load) throws Exception;

    /** An open connection. */
    interface Wire extends AutoCloseable {
        /** Publishes a message; waits for room; any thread. */
        void publish(int topic, byte[] payload) throws Exception;

        /** Receives this many messages as the subscriber's only thread, giving each payload to the check. */
        void receive(int subscriber, long count, Check check) throws Exception;

        @Override
        void close() throws Exception;
    }

    /** Looks at every payload received. */
    interface Check {
        void payload(byte[] bytes, int offset, int length);
    }
}
