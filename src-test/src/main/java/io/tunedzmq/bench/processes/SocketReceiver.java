package io.tunedzmq.bench.processes;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Reads payloads from a socket. */
final class SocketReceiver implements Receiver {
    private final Socket socket;
    private final InputStream in;
    private final int bytes;
    private final byte[] buffer;
    private int filled;

    SocketReceiver(Setup setup, String port) throws Exception {
        socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        socket.setSoTimeout((int) Sender.LONG.toMillis());
        in = socket.getInputStream();
        bytes = setup.bytes();
        buffer = new byte[Math.max(bytes, SocketSender.CHUNK)];
    }

    @Override
    public boolean receive(Arrivals arrivals) throws Exception {
        int read;
        try {
            read = in.read(buffer, filled, buffer.length - filled);
        } catch (SocketTimeoutException e) {
            return false;
        }
        if (read < 0) {
            throw new IllegalStateException("the publisher ended before its last message");
        }
        filled += read;
        int at = 0;
        while (filled - at >= bytes) {
            arrivals.message(buffer, at, bytes);
            at += bytes;
        }
        filled -= at;
        System.arraycopy(buffer, at, buffer, 0, filled);
        return true;
    }

    @Override
    public void close() throws Exception {
        socket.close();
    }
}
