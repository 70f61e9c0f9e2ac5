package io.tunedzmq.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import zmq.io.Metadata;

/**
 * Where the two ends of a TCP connection are, each {@code ip:port} as JeroMQ writes it. Only both together tell living
 * connections apart: one and the same port of a peer may lead to several ports of ours, and the system of a busy peer
 * does hand out a port again for another destination.
 *
 * @param remote where the peer is
 * @param local where we are
 */
public record TcpEnds(String remote, String local) {
    /** Under this name JeroMQ is to put the local end into the metadata of each connection. */
    public static final String LOCAL_PROPERTY = "tunedzmq-Local-Address";

    /** Null if the channel is closed already. */
    public static @Nullable TcpEnds of(SocketChannel channel) {
        try {
            String remote = text(channel.getRemoteAddress());
            String local = text(channel.getLocalAddress());
            return remote == null || local == null ? null : new TcpEnds(remote, local);
        } catch (IOException e) {
            return null;
        }
    }

    /** Null if JeroMQ has not put both ends into it. */
    public static @Nullable TcpEnds of(Metadata metadata) {
        String remote = metadata.get(Metadata.PEER_ADDRESS);
        String local = metadata.get(LOCAL_PROPERTY);
        return remote == null || local == null ? null : new TcpEnds(remote, local);
    }

    /** The port of the local end. */
    public int localPort() {
        return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1));
    }

    /** As JeroMQ writes an address, with no brackets around IPv6. */
    static @Nullable String text(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : null;
    }
}
