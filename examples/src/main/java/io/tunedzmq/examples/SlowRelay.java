package io.tunedzmq.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP relay on loopback that carries only so many bytes a second towards whoever connects to it. */
public final class SlowRelay implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final InetSocketAddress target;
    private final long bytesPerSecond;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    public SlowRelay(String targetEndpoint, long bytesPerSecond) throws IOException {
        int port = Integer.parseInt(targetEndpoint.substring(targetEndpoint.lastIndexOf(':') + 1));
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.bytesPerSecond = bytesPerSecond;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public String endpoint() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                relay(server.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void relay(Socket in) {
        Socket out = new Socket();
        sockets.add(in);
        sockets.add(out);
        try {
            out.setReceiveBufferSize(BUFFER); // Before connecting, else it is too late to be small.
            out.connect(target);
        } catch (IOException e) {
            end(in, out); // The target is away, or close() was faster; who connected may come again.
            return;
        }
        daemon(() -> copy(in, out, Long.MAX_VALUE));
        daemon(() -> copy(out, in, bytesPerSecond));
        if (server.isClosed()) { // Then close() may have missed them.
            end(in, out);
        }
    }

    private void copy(Socket from, Socket to, long bytesPerSecond) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            long startNs = System.nanoTime();
            double sent = 0;
            int read = in.read(buffer);
            while (read >= 0) {
                out.write(buffer, 0, read);
                sent += read;
                LockSupport.parkNanos(startNs + (long) (sent / bytesPerSecond * 1e9) - System.nanoTime());
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // One side is gone, and the other goes with it.
        } finally {
            end(from, to);
        }
    }

    private void end(Socket one, Socket other) {
        close(one);
        close(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed, then.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "slow-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(SlowRelay::close);
    }
}
