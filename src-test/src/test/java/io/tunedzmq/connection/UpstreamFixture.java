package io.tunedzmq.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tunedzmq.publish.ControlMeaning;
import java.util.concurrent.atomic.AtomicReference;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** What peers say to a publisher, as JeroMQ's decoder and its XPUB socket see it, without either. */
abstract class UpstreamFixture {
    static final int LIMIT = 1 << 20;

    final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
    final SubscriptionMemory memory = new SubscriptionMemory(LIMIT);
    final UpstreamMessages upstreams = new UpstreamMessages(memory, new ControlMeaning(), () -> false, installed::set);

    final MsgAllocator connect() {
        MsgAllocator its = installed.get();
        upstreams.connections().handshaken(false);
        return its;
    }

    /** A message as it stands when JeroMQ would deliver it. */
    static Msg say(MsgAllocator connection, Metadata metadata, byte[] message) {
        Msg frame = connection.allocate(message.length);
        if (!(frame instanceof RefusedFrame)) {
            frame.buf().put(message);
        }
        return frame.setMetadata(metadata);
    }

    static Msg say(MsgAllocator connection, int port, String message) {
        return say(connection, EndsMetadata.of(port), message.getBytes(UTF_8));
    }

    final UpstreamMessages.Said heard(Msg frame) {
        return requireNonNull(upstreams.heard(frame.data()));
    }
}
