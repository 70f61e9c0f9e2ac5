package io.tunedzmq;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP relay on loopback that can cut every connection until it is told to go on. */
public final class TcpRelay implements AutoCloseable {
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicLong passedUp = new AtomicLong();
    private final AtomicLong swallowed = new AtomicLong();
    private volatile boolean swallowing;
    private volatile boolean cut;
    private volatile boolean leaveOpen;
    private volatile SocketAddress lastLeft;
    private boolean held; // guarded by this
    private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();

    public TcpRelay(String targetEndpoint) throws IOException {
        target = Integer.parseInt(targetEndpoint.substring(targetEndpoint.lastIndexOf(':') + 1));
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public String endpoint() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    /** Whether what the target sends is lost on the way, with the connection as it is. To be changed between frames. */
    void swallow(boolean swallow) {
        swallowing = swallow;
    }

    /** Bytes from the target that were swallowed. */
    long swallowed() {
        return swallowed.get();
    }

    /** Bytes passed on to the target. */
    long passedUp() {
        return passedUp.get();
    }

    /** Whether nothing passes, either way, and all of it comes later: a link that is down for a while. */
    public synchronized void hold(boolean hold) {
        held = hold;
        notifyAll();
    }

    private synchronized void awaitRelease() {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a relay", e);
        }
    }

    /** Ends every connection, and each new one at once. The port stays ours: another process might take it. */
    public void cut() throws IOException {
        cut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Ends the connections made to it and leaves those that it made as they are: their ends never hear of it. */
    void breakHalf() throws IOException {
        leaveOpen = true;
        for (Socket socket : accepted) {
            socket.close();
        }
        accepted.clear();
    }

    /**
     * Nothing passes any more over the connections that are there, which stay as they are, as behind a NAT that
     * forgets; new ones work.
     */
    void forget() {
        forgotten.addAll(sockets);
    }

    public void restore() {
        cut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket in = server.accept();
                if (cut) {
                    in.close();
                    continue;
                }
                Socket out = new Socket();
                out.setReuseAddress(true); // So that a test may lead from its port to another one, too.
                out.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                lastLeft = out.getLocalSocketAddress();
                sockets.add(in);
                accepted.add(in);
                sockets.add(out);
                daemon(() -> copy(in, out));
                daemon(() -> copy(out, in));
                if (cut) {
                    cut();
                }
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    /** Where its last connection to the target begins. */
    SocketAddress lastLeft() {
        return lastLeft;
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            boolean down = !accepted.contains(from);
            byte[] buffer = new byte[64 * 1024];
            int count = in.read(buffer);
            while (count >= 0) {
                awaitRelease();
                if (forgotten.contains(from)) {
                    count = in.read(buffer);
                    continue;
                }
                if (down && swallowing) {
                    swallowed.addAndGet(count);
                } else {
                    out.write(buffer, 0, count);
                    passedUp.addAndGet(down ? 0 : count);
                }
                count = in.read(buffer);
            }
        } catch (IOException e) {
            // One side is gone; the other goes with it, unless it must not hear of it.
        } finally {
            if (!leaveOpen) {
                close(from);
                close(to);
            }
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        accepted.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        hold(false);
    }
}
