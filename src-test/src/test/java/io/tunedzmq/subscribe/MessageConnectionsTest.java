package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.connection.EndsMetadata;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.ledger.HeardConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zmq.Msg;

/** Connections come and go by the thousand; those that live stay the same. */
class MessageConnectionsTest {
    private static final int MANY = 20_000;

    private static final String LOCAL = "10.0.0.9:43210";
    private static final int LISTENS_AT = 7_000;

    private final MessageConnections connections = new MessageConnections(port -> port == LISTENS_AT);

    @Test
    void shouldKnowALivingConnectionAgainWhileThousandsCloseAfterIt() {
        Msg living = from("10.0.0.1:5555");
        HeardConnection first = connections.of(living);

        for (int i = 0; i < MANY; i++) {
            connections.of(from("10.0.0.2:" + i));
            connections.closed(new TcpEnds("10.0.0.2:" + i, LOCAL));
        }

        assertThat(connections.of(living)).isSameAs(first);
    }

    @Test
    void shouldTellConnectionsToOneAddressApart() {
        HeardConnection one = connections.of(from("10.0.0.1:5555"));
        HeardConnection other = connections.of(from("10.0.0.1:5555"));

        assertThat(one).isNotSameAs(other);
    }

    /** Nobody says that they are closed: then those not heard for longest make room, not all of them. */
    @Test
    void shouldForgetSomeOfTooManyAndNotAll() {
        List<Msg> all = new ArrayList<>();
        Set<HeardConnection> before = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            all.add(from("10.0.0.1:" + i));
            before.add(connections.of(all.get(i)));
        }

        long known = all.subList(1_000, 5_000).stream()
                .filter(message -> before.contains(connections.of(message)))
                .count();

        assertThat(known).isEqualTo(4_000);
    }

    /** From one port of a peer connections may lead to several of ours. */
    @Test
    void shouldCloseTheConnectionWithBothEndsAlone() {
        TcpEnds first = new TcpEnds("10.0.0.1:5555", "10.0.0.9:1");
        TcpEnds second = new TcpEnds("10.0.0.1:5555", "10.0.0.9:2");
        HeardConnection one = connections.of(over(first));
        HeardConnection other = connections.of(over(second));

        connections.closed(first);

        assertThat(one.closed()).isTrue();
        assertThat(other.closed()).isFalse();
    }

    /** Where thousands end at once, not all of them are told. */
    @Test
    void shouldMeetALivingConnectionAsANewOneWhenNobodyKnowsWhichOnesAreGone() {
        Msg living = from("10.0.0.1:5555");
        HeardConnection before = connections.of(living);
        HeardConnection gone = connections.of(from("10.0.0.2:5555"));

        connections.closedSome();

        assertThat(gone.closed()).isTrue();
        assertThat(before.closed()).isTrue();
        assertThat(connections.of(living))
                .isNotSameAs(before)
                .returns(false, HeardConnection::closed)
                .isSameAs(connections.of(living));
    }

    /** The port of a peer that connects to us says nothing of who it is. */
    @Test
    void shouldKnowWhereWeHaveConnectedTo() {
        assertThat(connections.of(from("10.0.0.1:5555")).dialedAddress()).isEqualTo("10.0.0.1:5555");
        assertThat(connections
                        .of(over(new TcpEnds("10.0.0.1:5555", "10.0.0.9:" + LISTENS_AT)))
                        .dialedAddress())
                .isNull();
    }

    private static Msg from(String address) {
        return over(new TcpEnds(address, LOCAL));
    }

    private static Msg over(TcpEnds ends) {
        Msg message = new Msg(1);
        message.setMetadata(EndsMetadata.of(ends));
        return message;
    }
}
