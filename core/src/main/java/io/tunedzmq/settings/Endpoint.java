package io.tunedzmq.settings;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A checked ZeroMQ endpoint: {@code tcp://host:port} or {@code inproc://name}.
 *
 * <p>JeroMQ 0.6.0 maps {@code ipc://} to a TCP port that every local user can open and that no other ZeroMQ
 * understands, so it is refused; it has no other transports.
 *
 * <p>Immutable.
 *
 * @param side whether the endpoint is bound or connected
 * @param text the endpoint as given
 */
public record Endpoint(Side side, String text) {

    /** Which side of a connection an endpoint is. */
    public enum Side {
        /** Waits for peers. Port {@code *} or 0 lets the system choose. */
        BIND,
        /** Goes to a peer and comes back to it after a loss. */
        CONNECT
    }

    private static final String TCP = "tcp://";
    private static final String INPROC = "inproc://";
    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final Pattern DOT = Pattern.compile("\\.");

    /** Checks the text; {@link IllegalArgumentException} says what is wrong with it. */
    public Endpoint {
        requireNonNull(side, "side");
        requireNonNull(text, "endpoint");
        if (text.startsWith(TCP)) {
            checkTcp(side, text);
        } else if (!text.startsWith(INPROC) || text.length() == INPROC.length()) {
            throw invalid(text, "tcp://host:port or inproc://name", "JeroMQ 0.6.0 has no safe ipc and nothing else");
        }
    }

    /** Whether the endpoint stays inside the process. */
    public boolean inproc() {
        return text.startsWith(INPROC);
    }

    /** Whether the address is a literal IPv6 address. */
    public boolean ipv6() {
        return text.startsWith(TCP + "[");
    }

    /** Whether the host is a name, whose address may be another one the next time. */
    public boolean named() {
        return !inproc() && !ipv6() && !IPV4.matcher(host()).matches();
    }

    /** The host as given, without brackets. Of a TCP endpoint. */
    public String host() {
        String host = text.substring(TCP.length(), text.lastIndexOf(':'));
        return ipv6() ? host.substring(1, host.length() - 1) : host;
    }

    /** The port; 0 if the system is to choose. Of a TCP endpoint. */
    public int port() {
        String port = text.substring(text.lastIndexOf(':') + 1);
        return port.equals("*") ? 0 : Integer.parseInt(port);
    }

    private static void checkTcp(Side side, String text) {
        int colon = text.lastIndexOf(':');
        if (colon < TCP.length() && text.length() > TCP.length()) {
            throw invalid(text, "tcp://host:port", "the port is missing");
        }
        String host = colon < TCP.length() ? "" : text.substring(TCP.length(), colon);
        String port = text.substring(colon + 1);
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/')) {
            throw invalid(text, "tcp://host:port", "the host is missing or not a name");
        }
        if (host.indexOf(':') >= 0 && !(host.startsWith("[") && host.endsWith("]"))) {
            throw invalid(text, "tcp://[ipv6]:port", "an IPv6 address stands in brackets");
        }
        if (IPV4.matcher(host).matches() && DOT.splitAsStream(host).anyMatch(part -> !isByte(part))) {
            throw invalid(text, "each part of an IPv4 address is 0 to 255", "");
        }
        if (host.startsWith("[") && !isIpv6(host)) {
            throw invalid(text, "an IPv6 address in the brackets", "");
        }
        boolean bind = side == Side.BIND;
        if (!bind && host.equals("*")) {
            throw invalid(text, "a host to connect to", "* is for bind");
        }
        if (bind && port.equals("*")) {
            return;
        }
        int number = port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
        if (number < (bind ? 0 : 1) || number > 65_535) {
            throw invalid(text, bind ? "port 0 to 65535, or *" : "port 1 to 65535", "");
        }
    }

    private static boolean isByte(String digits) {
        return digits.length() <= 3 && Integer.parseInt(digits) <= 255;
    }

    /** Without the zone, which the machine may know later; a text in brackets is never looked up. */
    private static boolean isIpv6(String inBrackets) {
        int zone = inBrackets.indexOf('%');
        try {
            InetAddress.getByName(zone < 0 ? inBrackets : inBrackets.substring(0, zone) + "]");
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static IllegalArgumentException invalid(String text, String rule, String cure) {
        return new IllegalArgumentException(Checks.text("endpoint", text, rule, cure));
    }

    @Override
    public String toString() {
        return text;
    }
}
