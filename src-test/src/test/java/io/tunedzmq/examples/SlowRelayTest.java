package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowRelayTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MS = 20_000;

    @Test
    void shouldGoOnAfterItsTargetWasAway() throws Exception {
        int port;
        try (ServerSocket target = new ServerSocket(0, 1, HERE)) {
            port = target.getLocalPort();
        }
        try (SlowRelay relay = new SlowRelay("tcp://127.0.0.1:" + port, 1_000_000)) {
            try (Socket early = connect(relay)) {
                assertThat(early.getInputStream().read()).isEqualTo(-1);
            }
            try (ServerSocket target = new ServerSocket(port, 1, HERE);
                    Socket late = connect(relay)) {
                target.setSoTimeout(PATIENCE_MS);
                try (Socket relayed = target.accept()) {
                    relayed.getOutputStream().write(42);

                    assertThat(late.getInputStream().read()).isEqualTo(42);
                }
            }
        }
    }

    private static Socket connect(SlowRelay relay) throws IOException {
        String endpoint = relay.endpoint();
        Socket socket = new Socket(HERE, Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)));
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }
}
