package io.tunedzmq.connection;

import zmq.io.Metadata;

/** The metadata of a connection as JeroMQ makes them. */
public final class EndsMetadata {
    private EndsMetadata() {}

    public static Metadata of(TcpEnds ends) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.PEER_ADDRESS, ends.remote());
        metadata.put(TcpEnds.LOCAL_PROPERTY, ends.local());
        return metadata;
    }

    /** Of a peer at this port. */
    static Metadata of(int port) {
        return of(new TcpEnds("127.0.0.1:" + port, "127.0.0.1:1"));
    }
}
