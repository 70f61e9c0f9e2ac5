package io.tunedzmq.connection;

import java.nio.channels.SocketChannel;

/** An I/O thread that can leave a connection unread for a while. */
public interface ReadPauser {
    /** From now on nothing is read from the connection. On the I/O thread itself. */
    void pauseReading(SocketChannel channel);

    /**
     * It is read again. On the I/O thread itself, and not while JeroMQ rests from reading it: that would break the
     * connection.
     */
    void resumeReading(SocketChannel channel);

    /** Has the I/O thread do something soon. From any thread. */
    void soon(Runnable work);
}
