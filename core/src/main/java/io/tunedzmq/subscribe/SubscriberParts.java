package io.tunedzmq.subscribe;

import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.SequenceLedger;

/** What a received message comes through, and what is told of it. Each part says which threads may use it. */
record SubscriberParts(
        SubscribeSocket subscribeSocket,
        SequenceLedger ledger,
        Upstream upstream,
        ReceivedFrames incoming,
        SubscriberWatch watch) {
    TunedSocket socket() {
        return subscribeSocket.socket();
    }
}
