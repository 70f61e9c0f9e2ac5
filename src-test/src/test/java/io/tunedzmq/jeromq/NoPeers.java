package io.tunedzmq.jeromq;

import io.tunedzmq.peer.Peers;
import io.tunedzmq.peer.SubscriptionMemory;
import io.tunedzmq.peer.UpstreamMessages;
import io.tunedzmq.publish.ControlMeaning;

/** For what has to be told of peers and has none. */
final class NoPeers {
    private NoPeers() {}

    static Peers peers() {
        return new UpstreamMessages(new SubscriptionMemory(1 << 20), new ControlMeaning(), () -> false, allocator -> {})
                .peers();
    }
}
