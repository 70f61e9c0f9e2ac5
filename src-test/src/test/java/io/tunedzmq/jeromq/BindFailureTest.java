package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.settings.Endpoint;
import org.junit.jupiter.api.Test;

/** What the system says of a bind that failed, and what becomes of it. */
class BindFailureTest {
    private static final Endpoint LOW = new Endpoint(Endpoint.Side.BIND, "tcp://127.0.0.1:80");

    @Test
    void shouldTellARightThatIsMissingFromAPortThatIsInUse() {
        assertThat(BindFailure.reason(LOW, "Permission denied"))
                .isEqualTo("this process may not listen at port 80; take one from 1024 on, or give it the right to: "
                        + "Permission denied");
        assertThat(BindFailure.reason(LOW, "Address already in use"))
                .isEqualTo("the port is in use; port * is always free");
        assertThat(BindFailure.reason(LOW, "Cannot assign requested address"))
                .isEqualTo("the address is not one of this machine; use one of its own, or * for all");
        assertThat(BindFailure.reason(LOW, "Too many open files"))
                .isEqualTo("no file descriptor is left for it; raise `ulimit -n`, or open less");
        assertThat(BindFailure.reason(LOW, "Protocol family unavailable"))
                .isEqualTo("cannot listen there: Protocol family unavailable");
    }
}
