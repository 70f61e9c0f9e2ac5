package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Peers by hand that send what they like, and their frames. Those that are left are closed with it. */
final class Attackers implements AutoCloseable {
    static final int MORE = 1;
    static final int LARGE = 2;

    private static final int MOST_TRIES = 10;

    private final List<Socket> sockets = new ArrayList<>();

    /** Who has not said anything yet may be cut for another one that cannot be told from it. */
    Socket attack(String endpoint, String type) throws IOException {
        for (int left = MOST_TRIES; ; left--) {
            try {
                Socket attacker = RawSubscriber.connect(endpoint, type);
                sockets.add(attacker);
                return attacker;
            } catch (EOFException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** Closed with the others. */
    Socket add(Socket attacker) {
        sockets.add(attacker);
        return attacker;
    }

    static byte[] part(String start, int bytes) {
        return ByteBuffer.allocate(bytes).put(start.getBytes(UTF_8)).array();
    }

    static byte[] frame(int flags, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(9 + content.length).put((byte) (flags | LARGE));
        return frame.putLong(content.length).put(content).array();
    }

    static void send(Socket attacker, byte[] bytes) throws IOException {
        attacker.getOutputStream().write(bytes);
    }

    /** False if the connection is cut. */
    static boolean trySend(Socket attacker, byte[] bytes) {
        try {
            send(attacker, bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends the same again and again, so many bytes at most; whether the connection is cut before. */
    static boolean sendUntilCut(Socket attacker, byte[] bytes, long most) throws IOException {
        OutputStream out = attacker.getOutputStream();
        try {
            for (long sent = 0; sent < most; sent += bytes.length) {
                out.write(bytes);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
