package io.tunedzmq.wire;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.internal.Text;

/** Something a subscriber said to a publisher. The texts leave out its key: who reads a log must not learn it. */
public sealed interface ControlRequest {

    /** Which answer a subscriber wants. */
    enum Answer {
        /** An echo, whatever came of it: it may never say what it has subscribed to. */
        ALWAYS,
        /** An echo if everything came over the connection, as far as the proofs and an inventory tell, else a PROBE. */
        SURE,
        /** A PROBE if a proof of it has not come over the connection, else nothing. */
        MISSING,
        /** A PROBE: a proof has not come. */
        LACKING,
        /** A PROBE to where the echo would go: the proofs came, and something else did not. */
        LACKING_SOME
    }

    /**
     * "Are my subscriptions live? Answer on this topic."
     *
     * @param speech in which it said what these are; 0 if it did not
     * @param said how much that was; 0 if nothing
     */
    record Ready(String topic, long subscriberId, long round, Answer answer, long speech, int said)
            implements ControlRequest {
        public Ready(String topic, long subscriberId, long round) {
            this(topic, subscriberId, round, Answer.ALWAYS);
        }

        public Ready(String topic, long subscriberId, long round, Answer answer) {
            this(topic, subscriberId, round, answer, 0, 0);
        }

        /** The same, of a subscriber of which not everything has come. */
        public Ready lacking(MissingSubscriptions missing) {
            Answer instead = missing == MissingSubscriptions.SOME ? Answer.LACKING_SOME : Answer.LACKING;
            return new Ready(topic, subscriberId, round, instead);
        }

        /** Whether the answer is that something has not come. */
        public boolean lacks() {
            return answer == Answer.LACKING || answer == Answer.LACKING_SOME;
        }

        /** Where the answer goes. */
        public String answerTopic() {
            return answer == Answer.SURE || answer == Answer.LACKING_SOME
                    ? ControlTopics.proven(subscriberId, round)
                    : topic;
        }
    }

    /** The topic of an echo that proves everything, or of a PROBE that says that only the last ones came. */
    record Proven(long subscriberId, long round) implements ControlRequest {}

    /** "I received the PROBE, END or ECHO with this number." */
    record Ack(long key, long number) implements ControlRequest {
        @Override
        public String toString() {
            return "Ack[number=" + number + ']';
        }
    }

    /** "I am this subscriber, and called so." */
    record About(long subscriberId, long key, String name) implements ControlRequest {
        /** Without the key, as in all of these: who sees it can answer in the subscriber's name. */
        @Override
        public String toString() {
            return "about " + ControlTopics.hex(subscriberId) + " '" + Text.printable(name, ControlTopics.LONGEST_NAME)
                    + "'";
        }
    }

    /** "This is one of the things I asked for." */
    record Filter(long key, FilterPart part) implements ControlRequest {
        @Override
        public String toString() {
            return "filter, " + part;
        }
    }

    /** "My connection begins here." */
    record From(long key, String address) implements ControlRequest {
        @Override
        public String toString() {
            return "from '" + Text.printable(address, ControlTopics.LONGEST_NAME) + "'";
        }
    }

    /** "I am there." */
    record Sign(long key) implements ControlRequest {
        @Override
        public String toString() {
            return "sign";
        }
    }

    /** "I leave, and want nothing more." */
    record Bye(long key) implements ControlRequest {
        @Override
        public String toString() {
            return "bye";
        }
    }

    /**
     * "This is what became of the messages of this epoch, since I know it."
     *
     * @param key of the subscriber
     * @param echo number of the one that brought the baseline; 0 if there was none, or not for every topic
     * @param received messages handed to the application
     * @param early received or dropped before it
     * @param dropped messages that never arrived
     * @param mark the last MARK that came, after everything before it was handed out; 0 if none
     * @param within seconds within which the next report comes if there is something new: 1, or more while another
     *     publisher is not there, since what is said to it has to wait
     */
    record Report(long key, long epoch, long echo, long received, long early, long dropped, long mark, long within)
            implements ControlRequest {
        public Report by(long subscriberKey, long withinSeconds) {
            return new Report(subscriberKey, epoch, echo, received, early, dropped, mark, withinSeconds);
        }

        @Override
        public String toString() {
            return "report on " + ControlTopics.hex(epoch) + ": echo " + echo + ", received " + received + ", early "
                    + early + ", dropped " + dropped + ", mark " + mark + ", within " + within + " s";
        }
    }
}
