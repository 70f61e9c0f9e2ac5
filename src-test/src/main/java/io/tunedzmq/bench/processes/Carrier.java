package io.tunedzmq.bench.processes;

import java.util.Arrays;
import java.util.Locale;

/** What carries the messages from one process to the others. */
enum Carrier {
    /** This library, losing nothing. */
    TUNEDZMQ {
        @Override
        Sender sender(Setup setup) {
            return new TunedSender(setup);
        }

        @Override
        Receiver receiver(Setup setup, String endpoint) {
            return new TunedReceiver(setup, endpoint);
        }
    },
    /** As above, with everything on by which it can be watched. */
    WATCHED {
        @Override
        Sender sender(Setup setup) throws Exception {
            Watched watched = new Watched(setup);
            return new TunedSender(setup, watched.context(), watched);
        }

        @Override
        Receiver receiver(Setup setup, String endpoint) throws Exception {
            Watched watched = new Watched(setup);
            return new TunedReceiver(setup, endpoint, watched.context(), watched);
        }
    },
    /** JeroMQ alone at its honest best. */
    PLAIN {
        @Override
        Sender sender(Setup setup) {
            return new PlainSender(setup);
        }

        @Override
        Receiver receiver(Setup setup, String endpoint) {
            return new PlainReceiver(setup, endpoint);
        }
    },
    /** A TCP socket of the JDK for each subscriber, without topics: the limit. */
    SOCKET {
        @Override
        Sender sender(Setup setup) throws Exception {
            return new SocketSender(setup);
        }

        @Override
        Receiver receiver(Setup setup, String endpoint) throws Exception {
            return new SocketReceiver(setup, endpoint);
        }
    };

    abstract Sender sender(Setup setup) throws Exception;

    abstract Receiver receiver(Setup setup, String endpoint) throws Exception;

    /** As it is called on the command line. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Carrier of(String text) {
        return Arrays.stream(values())
                .filter(carrier -> carrier.text().equals(text))
                .findFirst()
                .orElseThrow(() -> Arguments.wrong("contenders", text, "tunedzmq, watched, plain or socket", null));
    }
}
