package io.tunedzmq.wire;

/**
 * ZMTP's own question whether the other end of a connection is there (RFC 37, ZMTP 3.1). JeroMQ answers with a PONG on
 * its I/O thread, whatever its application waits for.
 */
public final class PingCommand {
    /** The name with its length before it, and a time to live of 0: the other end is not to expect any more of them. */
    private static final byte[] BODY = ControlTopics.bytes("\u0004PING\0\0");

    private PingCommand() {}

    /** A new one. */
    public static byte[] body() {
        return BODY.clone();
    }
}
