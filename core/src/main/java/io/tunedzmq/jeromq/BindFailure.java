package io.tunedzmq.jeromq;

import io.tunedzmq.settings.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * Why an endpoint could not be bound. JeroMQ reports every failed bind as "in use" and every failed look-up as "not
 * available", so the system is asked once more.
 */
final class BindFailure {
    private static final String ANY = "*";

    private BindFailure() {}

    static String reason(Endpoint endpoint, ZMQException e) {
        return switch (e.getErrorCode()) {
            case ZError.EADDRINUSE -> reason(endpoint);
            case ZError.EADDRNOTAVAIL -> noAddress(endpoint.host());
            default -> "cannot listen there: " + e.getMessage();
        };
    }

    private static String noAddress(String host) {
        try {
            NetworkInterface named = NetworkInterface.getByName(host);
            if (named != null) {
                return host + " is a network interface, not a host: give one of its addresses, "
                        + named.inetAddresses().map(InetAddress::getHostAddress).toList() + ", or * for all";
            }
        } catch (SocketException e) {
            return "the host has no address; nor can network interfaces be listed: " + e.getMessage();
        }
        return "the host has no address";
    }

    /** What the system says when it is asked for the same. */
    static String reason(Endpoint endpoint) {
        String host = endpoint.host();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            InetAddress address = host.equals(ANY) ? null : InetAddress.getByName(host);
            listener.bind(new InetSocketAddress(address, endpoint.port()));
            return "the port was in use a moment ago; port * is always free";
        } catch (UnknownHostException e) {
            return noAddress(host);
        } catch (IOException e) {
            return reason(endpoint, String.valueOf(e.getMessage()));
        }
    }

    /** @param systems what the system says */
    static String reason(Endpoint endpoint, String systems) {
        String text = systems.toLowerCase(Locale.ROOT);
        if (text.contains("in use")) {
            return "the port is in use; port * is always free";
        }
        if (text.contains("permission") || text.contains("denied")) {
            return "this process may not listen at port " + endpoint.port()
                    + "; take one from 1024 on, or give it the right to: " + systems;
        }
        if (text.contains("assign")) {
            return "the address is not one of this machine; use one of its own, or * for all";
        }
        if (text.contains("too many open files")) {
            return "no file descriptor is left for it; raise `ulimit -n`, or open less";
        }
        return "cannot listen there: " + systems;
    }
}
