package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.settings.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

@Timeout(90)
class DialedConnectionsTest {
    private static final int SOON_MILLIS = 30_000;

    /** A name that takes long to look up seems given up: what JeroMQ makes of it must not stay beside what we make. */
    @Test
    void shouldEndWhatIsThereBeforeItConnectsAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ZContext context = new ZContext()) {
            server.setSoTimeout(SOON_MILLIS);
            ZMQ.Socket socket = context.createSocket(SocketType.XSUB);
            socket.setHandshakeIvl(0); // It would end the first, too.
            ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
            DialedConnections connections = new DialedConnections(
                    socket,
                    watch,
                    1_000,
                    new AbsentEndpointLog("a subscriber", "a publisher"),
                    new HostNames(),
                    () -> {},
                    () -> false,
                    new HeldInterrupt());
            Endpoint endpoint = new Endpoint(Endpoint.Side.CONNECT, "tcp://localhost:" + server.getLocalPort());
            socket.connect(endpoint.text());
            String address = socket.getLastEndpoint();
            assertThat(address).isNotEqualTo(endpoint.text());
            connections.made(endpoint, address);
            try (Socket first = server.accept()) {
                watch.consume(new zmq.ZMQ.Event(zmq.ZMQ.ZMQ_EVENT_CONNECTED, address, null));
                watch.consume(new zmq.ZMQ.Event(zmq.ZMQ.ZMQ_EVENT_DISCONNECTED, address, null));
                Wait.until("given up", () -> {
                    connections.makeAgain();
                    return !watch.mayHaveGivenUp();
                });

                try (Socket second = server.accept()) {
                    assertThat(second.isConnected()).isTrue();
                    first.setSoTimeout(1);
                    Wait.until("the first has ended", () -> {
                        socket.getEvents(); // JeroMQ ends it with our help.
                        return ended(first);
                    });
                }
            }
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
