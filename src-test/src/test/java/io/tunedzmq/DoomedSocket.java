package io.tunedzmq;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A plain socket whose first event throws an Error in its I/O thread, which ends that thread. */
public final class DoomedSocket {
    private DoomedSocket() {}

    public static void open(TunedContext context) {
        ZMQ.Socket socket = context.socket(SocketType.PUSH);
        socket.base()
                .setEventHook(
                        event -> {
                            throw new AssertionError("thrown by the test to end an I/O thread");
                        },
                        zmq.ZMQ.ZMQ_EVENT_ALL & ~zmq.ZMQ.ZMQ_EVENT_MONITOR_STOPPED);
        socket.connect("tcp://127.0.0.1:1");
    }
}
