package io.tunedzmq.peer;

import zmq.Msg;
import zmq.io.Metadata;

/**
 * Stands for a frame that is not taken, in place of its memory: the connection that announced it ends. In a handshake an empty command is a
 * protocol error; afterwards JeroMQ shows the message the connection's metadata before it would deliver it.
 */
final class RefusedFrame extends Msg {
    private final Peer peer;
    private final Refusal why;

    RefusedFrame(Peer peer, Refusal why) {
        super(0);
        this.peer = peer;
        this.why = why;
    }

    @Override
    public Msg setMetadata(Metadata metadata) {
        peer.of(metadata).cut(why);
        return this;
    }

    /** JeroMQ discards commands that it does not know. */
    @Override
    public boolean isCommand() {
        if (peer.isOld()) { // Such a connection has no metadata.
            peer.cut(why);
        }
        return true;
    }
}
