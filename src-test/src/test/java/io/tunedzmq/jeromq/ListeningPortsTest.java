package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a port is held until the poller has let go: see {@code ReleasedEndpointsTest}. */
@Timeout(60)
class ListeningPortsTest {
    private static final String ADDRESS = "tcp://127.0.0.1:1";

    private final ListeningPorts listeners = new ListeningPorts();

    @Test
    void shouldHoldThePortUntilTheListenerIsClosed() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listeners.began(ADDRESS, listener);
            assertThat(listeners.holdPorts()).isTrue();

            listeners.closed(ADDRESS, listener);
            assertThat(listeners.holdPorts()).isFalse();
        }
    }

    /** JeroMQ tells of each attempt to connect or to bind that failed as of a listener that is closed. */
    @Test
    void shouldTakeNoOtherChannelForTheListener() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open();
                ServerSocketChannel failed = ServerSocketChannel.open();
                SocketChannel attempt = SocketChannel.open()) {
            listeners.began(ADDRESS, listener);
            listeners.closed(ADDRESS, failed);
            listeners.closed(ADDRESS, attempt);

            assertThat(listeners.holdPorts()).isTrue();
        }
    }

    @Test
    void shouldTellOnceThatAConnectionWasNotAccepted() {
        assertThat(listeners.takeAcceptFailed()).isFalse();
        listeners.acceptFailed(ADDRESS);

        assertThat(listeners.takeAcceptFailed()).isTrue();
        assertThat(listeners.takeAcceptFailed()).isFalse();
    }
}
