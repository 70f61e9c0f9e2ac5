package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.EndpointException;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Host names with several addresses, with one of another kind, with none yet, and with a name server that is gone. */
@Timeout(120)
class HostNamesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTryTheOtherAddressOfANameWhoseFirstIsDead() throws Exception {
        Path hosts = hosts("127.0.0.2 two.test\n127.0.0.1 two.test\n");
        try (JavaProcess process = JavaProcess.startWithHosts(hosts, HostNamesProcess.class, "two.test")) {
            assertThat(process.line()).isEqualTo("ready");
        }
    }

    /** As a process that is stopped does, or a balancer with nobody behind it. */
    @Test
    void shouldTryTheOtherAddressOfANameWhoseFirstAcceptsAndSaysNothing() throws Exception {
        Path hosts = hosts("127.0.0.2 mute.test\n127.0.0.1 mute.test\n");
        try (JavaProcess process = JavaProcess.startWithHosts(hosts, HostNamesProcess.class, "mute.test")) {
            assertThat(process.line()).isEqualTo("ready");
        }
    }

    /** And at the same time a literal address of the other kind. */
    @Test
    void shouldUseANameWithAnIpv6AddressOnlyBesideOneWithAnIpv4Address() throws Exception {
        Path hosts = hosts("::1 six.test\n127.0.0.1 four.test\n");
        try (JavaProcess process =
                JavaProcess.startWithHosts(hosts, HostNamesProcess.class, "six.test", "four.test", "[::1]")) {
            assertThat(process.line()).isEqualTo("ready");
        }
    }

    @Test
    void shouldConnectTwiceWhereTwoNamesHaveOneAddress() throws Exception {
        Path hosts = hosts("127.0.0.1 one.test other.test\n");
        try (JavaProcess process =
                JavaProcess.startWithHosts(hosts, HostNamesProcess.class, "one.test", "other.test", "127.0.0.1")) {
            assertThat(process.line()).isEqualTo("ready");
        }
    }

    @Test
    void shouldConnectToANameOnceItHasAnAddress() throws Exception {
        Path hosts = hosts("");
        try (JavaProcess process = JavaProcess.startWithHosts(hosts, HostNamesProcess.class, "late.test")) {
            assertThat(process.line()).isEqualTo("not ready");
            Files.writeString(hosts, "127.0.0.1 late.test\n");
            assertThat(process.line()).isEqualTo("ready");
        }
    }

    /** Each look-up hangs: nobody writes into the pipe that it reads. */
    @Test
    void shouldKeepOtherConnectionsGoingWhileNoNameServerAnswers() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "" + pipe).start().waitFor()).isZero();
        try (JavaProcess process = JavaProcess.startWithHosts(pipe, HostNamesProcess.class, "steady", "gone.test")) {
            String line = process.line();
            assertThat(line).startsWith("millis ");
            assertThat(Long.parseLong(line.substring("millis ".length()))).isLessThan(2_000);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAnEndpointThatCannotBeBound() throws Exception {
        String networkInterface = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .filter(each -> each.getName().matches("[a-z0-9]+"))
                .findFirst()
                .orElseThrow()
                .getName();
        try (TunedContext context = TunedContext.builder().build()) {
            refuses(context, "tcp://192.0.2.1:*", "the address is not one of this machine");
            refuses(
                    context,
                    "tcp://" + networkInterface + ":*",
                    networkInterface + " is a network interface, not a host");
        }
    }

    private static void refuses(TunedContext context, String endpoint, String why) {
        Assertions.assertThatThrownBy(() -> context.publisher().bind(endpoint).open())
                .isInstanceOf(EndpointException.class)
                .hasMessageStartingWith("bind: " + endpoint + " (" + why);
    }

    private Path hosts(String text) throws IOException {
        return Files.writeString(folder.resolve("hosts"), text);
    }
}
