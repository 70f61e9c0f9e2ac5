package io.tunedzmq.bench.processes;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Writes each payload to a socket of each subscriber: at once where there is a rate, else 64 KiB at a time. */
final class SocketSender implements Sender {
    static final int CHUNK = 64 << 10;

    private final Setup setup;
    private final ServerSocket server;
    private final List<OutputStream> streams = new ArrayList<>();

    SocketSender(Setup setup) throws Exception {
        this.setup = setup;
        server = new ServerSocket(0, setup.subscribers(), InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) LONG.toMillis());
    }

    @Override
    public String endpoint() {
        return Integer.toString(server.getLocalPort());
    }

    @Override
    @SuppressWarnings("resource") // The streams close with the sockets, and these with the process.
    public void awaitSubscribers() throws Exception {
        while (streams.size() < setup.subscribers()) {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            OutputStream stream = socket.getOutputStream();
            streams.add(setup.rate() > 0 ? stream : new BufferedOutputStream(stream, CHUNK));
        }
    }

    @Override
    public void publish(int topic, byte[] payload) throws Exception {
        for (OutputStream stream : streams) {
            stream.write(payload);
        }
    }

    @Override
    public void flush() throws Exception {
        for (OutputStream stream : streams) {
            stream.flush();
        }
    }

    @Override
    public void close() throws Exception {
        for (OutputStream stream : streams) {
            stream.close();
        }
        server.close();
    }
}
