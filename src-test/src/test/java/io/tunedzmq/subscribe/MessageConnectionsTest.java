package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.PeerConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zmq.Msg;
import zmq.io.Metadata;

/** Connections come and go by the thousand; those that live stay the same. */
class MessageConnectionsTest {
    private static final int MANY = 20_000;

    private final MessageConnections connections = new MessageConnections();

    @Test
    void shouldKnowALivingConnectionAgainWhileThousandsCloseAfterIt() {
        Msg living = from("10.0.0.1:5555");
        PeerConnection first = connections.of(living);

        for (int i = 0; i < MANY; i++) {
            connections.of(from("10.0.0.2:" + i));
            connections.closed("10.0.0.2:" + i);
        }

        assertThat(connections.of(living)).isSameAs(first);
    }

    @Test
    void shouldTellConnectionsToOneAddressApart() {
        PeerConnection one = connections.of(from("10.0.0.1:5555"));
        PeerConnection other = connections.of(from("10.0.0.1:5555"));

        assertThat(one).isNotSameAs(other);
    }

    /** Nobody says that they are closed: then those not heard for longest make room, not all of them. */
    @Test
    void shouldForgetSomeOfTooManyAndNotAll() {
        List<Msg> all = new ArrayList<>();
        Set<PeerConnection> before = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            all.add(from("10.0.0.1:" + i));
            before.add(connections.of(all.get(i)));
        }

        long known = all.subList(1_000, 5_000).stream()
                .filter(message -> before.contains(connections.of(message)))
                .count();

        assertThat(known).isEqualTo(4_000);
    }

    private static Msg from(String address) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.PEER_ADDRESS, address);
        Msg message = new Msg(1);
        message.setMetadata(metadata);
        return message;
    }
}
