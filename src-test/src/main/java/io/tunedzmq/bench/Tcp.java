package io.tunedzmq.bench;

import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A plain TCP socket with 64 KiB writes and reads: the limit of what loopback carries into one Java thread. */
final class Tcp implements InProcess {
    private static final int CHUNK = 64 * 1024;

    @Override
    public String name() {
        return "plain TCP";
    }

    @Override
    public boolean carries(Load load) {
        return load.subscribers() == 1 && load.threads() == 1 && load.topics() == 1;
    }

    @Override
    public Wire open(Load load) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket out = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
            Socket in = server.accept();
            out.setTcpNoDelay(true);
            return new Stream(out, in, load);
        }
    }

    private static final class Stream implements InProcess.Wire {
        private final Socket outSocket;
        private final Socket inSocket;
        private final OutputStream out;
        private final DataInputStream in;
        private final int bytes;
        private final byte[] chunk;
        private final int[] bursts;
        private int filled;
        private int burst;
        private int published;

        Stream(Socket outSocket, Socket inSocket, Load load) throws Exception {
            this.outSocket = outSocket;
            this.inSocket = inSocket;
            bytes = load.bytes();
            bursts = new int[] {load.warmUp(), load.messages()};
            chunk = new byte[Math.max(bytes, CHUNK / bytes * bytes)];
            out = outSocket.getOutputStream();
            in = new DataInputStream(inSocket.getInputStream());
        }

        @Override
        public void publish(int topic, byte[] payload) throws Exception {
            System.arraycopy(payload, 0, chunk, filled, bytes);
            filled += bytes;
            boolean last = ++published == bursts[burst];
            if (last || filled == chunk.length) {
                out.write(chunk, 0, filled);
                filled = 0;
            }
            if (last) {
                published = 0;
                burst++;
            }
        }

        @Override
        public void receive(int subscriber, long count, Check check) throws Exception {
            byte[] buffer = new byte[chunk.length];
            long left = count * bytes;
            while (left > 0) {
                int length = (int) Math.min(left, buffer.length);
                in.readFully(buffer, 0, length);
                for (int at = 0; at < length; at += bytes) {
                    check.message((long) Bytes.LONG.get(buffer, at), bytes);
                }
                left -= length;
            }
        }

        @Override
        public void close() throws Exception {
            outSocket.close();
            inSocket.close();
        }
    }
}
