package io.tunedzmq.bench;

/** A contender whose publisher and subscribers run in this process. */
interface InProcess extends Contender {
    /** Opens publisher and subscribers, connected and ready. */
    Wire open(Load load) throws Exception;

    @Override
    default Result run(Load load) throws Exception {
        return Race.run(this, load);
    }

    /** An open connection. */
    interface Wire extends AutoCloseable {
        /** Publishes a copy of the payload; waits for room; any thread. */
        void publish(int topic, byte[] payload) throws Exception;

        /** Receives this many messages as the subscriber's only thread, showing each to the check. */
        void receive(int subscriber, long count, Check check) throws Exception;

        @Override
        void close() throws Exception;
    }

    /** Looks at every message received. */
    interface Check {
        /** Takes the number at the beginning of the payload, and the payload's length. */
        void message(long number, int length);
    }
}
