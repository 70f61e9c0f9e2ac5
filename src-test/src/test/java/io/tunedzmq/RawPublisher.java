package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A PUB socket by hand for one subscriber: it sends whatever the test says, asked for or not. */
public final class RawPublisher implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private Socket socket;
    private DataOutputStream out;

    public RawPublisher() throws IOException {}

    public String endpoint() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    /** Goes through the ZMTP 3.0 handshake with the subscriber that connects. */
    public void accept() throws IOException {
        socket = listener.accept();
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(UTF_8), 0, greeting, 12, 4);
        out.write(greeting);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[64]);
        byte[] ready = "\5READY\13Socket-Type\0\0\0\3PUB".getBytes(UTF_8);
        out.writeByte(4);
        out.writeByte(ready.length);
        out.write(ready);
        out.flush();
        in.readByte();
        in.readFully(new byte[in.readUnsignedByte()]);
    }

    /** A message of one frame. */
    public void send(ByteBuffer frame) throws IOException {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        out.writeByte(2);
        out.writeLong(bytes.length);
        out.write(bytes);
    }

    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        listener.close();
    }
}
