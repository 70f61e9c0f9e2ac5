package io.tunedzmq.wire;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.internal.Text;
import java.util.LinkedHashSet;
import java.util.Set;

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

    /**
     * "I received the PROBE or END with this number."
     *
     * @param publisher whose it is; see {@link EchoSums#publisher}
     */
    record Ack(long key, long publisher, long number) implements ControlRequest {
        @Override
        public String toString() {
            return "Ack[number=" + number + ']';
        }
    }

    /**
     * "I received an ECHO." All publishers hear it; the one that sent the ECHO knows it by its sums.
     *
     * @param answer see {@link EchoSums#answer}
     * @param before see {@link EchoSums#before}: by these a publisher knows who was here before, over a connection that
     *     is gone
     */
    record Echoed(long key, long answer, Set<Long> before) implements ControlRequest {
        /** Numbers of ECHOs before, of which it says the sums, at most. */
        public static final int MOST_BEFORE = 4;

        /**
         * Of the ECHO with this number.
         *
         * @param before numbers of ECHOs of the same publisher that came before it, the most telling first
         */
        public static Echoed of(long key, long epoch, long echo, long... before) {
            Set<Long> sums = new LinkedHashSet<>();
            for (long each : before) {
                if (each != 0 && each != echo && sums.size() < MOST_BEFORE) {
                    sums.add(EchoSums.before(key, epoch, each, echo));
                }
            }
            return new Echoed(key, EchoSums.answer(key, epoch, echo), sums);
        }

        @Override
        public String toString() {
            return "echo " + ControlTopics.hex(answer);
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
     * "This is what became of the messages of this publisher, since I know it."
     *
     * @param key of the subscriber
     * @param publisher see {@link EchoSums#publisher}
     * @param baseline see {@link EchoSums#baseline}; 0 if there was none, or not for every topic
     * @param received messages handed to the application
     * @param early received or dropped before it
     * @param dropped messages that never arrived
     * @param mark the last MARK that came, after everything before it was handed out; 0 if none
     * @param within seconds within which the next report comes if there is something new: 1, or more while another
     *     publisher is not there, since what is said to it has to wait
     */
    record Report(
            long key, long publisher, long baseline, long received, long early, long dropped, long mark, long within)
            implements ControlRequest {
        /**
         * On the publisher with this epoch.
         *
         * @param echo number of the one that brought the baseline; 0 if there was none, or not for every topic
         */
        public static Report on(
                long epoch, long key, long echo, long received, long early, long dropped, long mark, long within) {
            return new Report(
                    key,
                    EchoSums.publisher(key, epoch),
                    EchoSums.baseline(key, epoch, echo),
                    received,
                    early,
                    dropped,
                    mark,
                    within);
        }

        @Override
        public String toString() {
            return "report on " + ControlTopics.hex(publisher) + ": baseline " + ControlTopics.hex(baseline)
                    + ", received " + received + ", early " + early + ", dropped " + dropped + ", mark " + mark
                    + ", within " + within + " s";
        }
    }
}
