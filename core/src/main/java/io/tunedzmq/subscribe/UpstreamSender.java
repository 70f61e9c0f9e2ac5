package io.tunedzmq.subscribe;

import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.wire.ControlTopics;
import zmq.Msg;

/**
 * Hands to JeroMQ what a subscriber says; each word goes to all publishers. Confined: guarded by the socket's lock.
 */
final class UpstreamSender {
    private final TunedSocket socket;
    private final UpstreamPace pace;
    private long said;

    /** @param pace has to know when something was said */
    UpstreamSender(TunedSocket socket, UpstreamPace pace) {
        this.socket = socket;
        this.pace = pace;
    }

    /** Messages that were sent so far. */
    long said() {
        return said;
    }

    /** Begins a subscription, or ends it. */
    void subscribe(boolean begin, byte[] prefix) {
        Msg msg = new Msg(1 + prefix.length);
        msg.put((byte) (begin ? 1 : 0)).put(prefix);
        said++;
        if (!socket.send(msg) && !socket.terminated()) {
            throw new IllegalStateException("a subscription was refused although the queue has no limit");
        }
    }

    /** Says something, as a subscription that begins and ends. */
    void tell(String controlTopic) {
        tell(ControlTopics.bytes(controlTopic));
    }

    /** As above. */
    void tell(byte[] topic) {
        pace.told(System.nanoTime());
        subscribe(true, topic);
        subscribe(false, topic);
    }

    /** Sends a command of ZMTP, which no subscription is; returns whether it was taken. */
    boolean command(byte[] body) {
        Msg command = new Msg(body);
        command.setFlags(Msg.COMMAND);
        said++;
        return socket.send(command);
    }
}
