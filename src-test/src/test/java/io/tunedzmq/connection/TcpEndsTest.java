package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class TcpEndsTest {
    /** As JeroMQ writes it in a message's metadata. */
    @Test
    void shouldWriteAnIpv6AddressAsJeroMqDoes() throws Exception {
        byte[] loopback = new byte[16];
        loopback[15] = 1;

        assertThat(TcpEnds.text(new InetSocketAddress(InetAddress.getByAddress(loopback), 8104)))
                .isEqualTo("0:0:0:0:0:0:0:1:8104");
        assertThat(new TcpEnds("1.2.3.4:5", "0:0:0:0:0:0:0:1:8104").localPort()).isEqualTo(8104);
    }
}
