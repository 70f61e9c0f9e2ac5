package io.tunedzmq;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A plain socket whose first event ends its I/O thread: by the one error that it does not survive, as of who ends it by
 * force.
 */
public final class DoomedSocket {
    private DoomedSocket() {}

    @SuppressWarnings("removal")
    public static void open(TunedContext context) {
        ZMQ.Socket socket = context.socket(SocketType.PUSH);
        socket.base()
                .setEventHook(
                        event -> {
                            throw new ThreadDeath();
                        },
                        zmq.ZMQ.ZMQ_EVENT_ALL & ~zmq.ZMQ.ZMQ_EVENT_MONITOR_STOPPED);
        socket.connect("tcp://127.0.0.1:1");
    }
}
