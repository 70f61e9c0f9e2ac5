package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A TCP connection that has gone through the ZMTP 3.0 handshake as a SUB socket; everything else is up to the test. */
public final class RawSubscriber {
    private RawSubscriber() {}

    public static Socket connect(String endpoint) throws IOException {
        int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(UTF_8), 0, greeting, 12, 4);
        out.write(greeting);
        byte[] ready = "\5READY\13Socket-Type\0\0\0\3SUB".getBytes(UTF_8);
        out.writeByte(4);
        out.writeByte(ready.length);
        out.write(ready);
        out.flush();
        // JeroMQ cuts a connection on which a message comes in one read with the last of the handshake.
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readFully(greeting);
        in.readByte();
        in.readFully(new byte[in.readUnsignedByte()]);
        return socket;
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
