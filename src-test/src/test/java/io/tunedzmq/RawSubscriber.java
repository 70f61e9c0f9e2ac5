package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A TCP connection that has gone through the ZMTP 3.0 handshake as a SUB socket; everything else is up to the test. */
public final class RawSubscriber {
    private RawSubscriber() {}

    public static Socket connect(String endpoint) throws IOException {
        return connect(endpoint, "SUB");
    }

    /** The same as a socket of another type, of up to nine letters. */
    public static Socket connect(String endpoint, String type) throws IOException {
        return connect(endpoint, type, "");
    }

    /** With further properties in its READY command, as they are on the wire. */
    static Socket connect(String endpoint, String type, String properties) throws IOException {
        Socket socket = new Socket();
        connect(socket, endpoint, type, properties);
        return socket;
    }

    /** With a socket that may be bound already. */
    static void connect(Socket socket, String endpoint, String type, String properties) throws IOException {
        socket.connect(address(endpoint));
        socket.getOutputStream().write(handshake(type, properties));
        // JeroMQ cuts a connection on which a message comes in one read with the last of the handshake.
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[64]);
        in.readByte();
        in.readFully(new byte[in.readUnsignedByte()]);
    }

    /** Greeting and READY. */
    static byte[] handshake(String type, String properties) {
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(UTF_8), 0, greeting, 12, 4);
        byte[] ready = ("\5READY\13Socket-Type\0\0\0" + (char) type.length() + type + properties).getBytes(UTF_8);
        return ByteBuffer.allocate(greeting.length + 2 + ready.length)
                .put(greeting)
                .put((byte) 4)
                .put((byte) ready.length)
                .put(ready)
                .array();
    }

    static InetSocketAddress address(String endpoint) {
        int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Subscribes to a prefix of up to 254 bytes. */
    public static void subscribe(Socket socket, String prefix) throws IOException {
        byte[] bytes = prefix.getBytes(UTF_8);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeByte(0);
        out.writeByte(1 + bytes.length);
        out.writeByte(1);
        out.write(bytes);
        out.flush();
    }
}
