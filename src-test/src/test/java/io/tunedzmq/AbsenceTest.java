package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where nobody is there, both ends say so once, and once more when somebody is. */
@Timeout(120)
class AbsenceTest {
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void giveTheLogBack() {
        log.close();
    }

    @Test
    void shouldSayOnceThatNobodyIsThereAndOnceThatSomebodyIs() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher listening = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber waiting = context.subscriber()
                    .bind("tcp://127.0.0.1:*")
                    .topic("prices")
                    .open();
            try (TcpRelay toPublisher = new TcpRelay(listening.endpoint());
                    TcpRelay toSubscriber = new TcpRelay(waiting.endpoint())) {
                toPublisher.cut();
                toSubscriber.cut();
                Subscriber subscriber = context.subscriber()
                        .connect(toPublisher.endpoint())
                        .topic("prices")
                        .open();
                context.publisher().connect(toSubscriber.endpoint()).open();
                String nobody = "a subscriber has had no connection to " + toPublisher.endpoint();
                String nobodyEither = "a publisher has had no connection to " + toSubscriber.endpoint();
                await(nobody);
                await(nobodyEither);
                assertThat(subscriber.connections()).isZero();

                toPublisher.restore();
                toSubscriber.restore();
                await("a subscriber is connected to " + toPublisher.endpoint());
                await("a publisher is connected to " + toSubscriber.endpoint());
                assertThat(subscriber.connections()).isEqualTo(1);
                assertThat(lines(nobody)).isEqualTo(1);
                assertThat(lines(nobodyEither)).isEqualTo(1);
            }
        }
    }

    /** The system repeats what opens a connection 1, 3, 7, 15 and 31 seconds after the first time. */
    @Test
    void shouldConnectSoonToAHostThatAnswersAgain() throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> full = new ArrayList<>();
            boolean answers = true;
            while (answers) { // Once its queue is full it does not answer any more.
                Socket socket = new Socket();
                full.add(socket);
                answers = connects(socket, server);
            }
            context.subscriber()
                    .connect("tcp://127.0.0.1:" + server.getLocalPort())
                    .topic("prices")
                    .open();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(15_500));

            long startNs = System.nanoTime();
            server.setSoTimeout(30_000);
            for (int i = 0; i < full.size(); i++) { // The last had not come through: in its place comes the subscriber.
                server.accept().close();
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs))
                    .isLessThan(12);
            for (Socket socket : full) {
                socket.close();
            }
        }
    }

    private static boolean connects(Socket socket, ServerSocket server) throws IOException {
        try {
            socket.connect(server.getLocalSocketAddress(), 500);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private void await(String line) {
        Wait.until(() -> line + " in " + log.text(), () -> lines(line) > 0);
    }

    private long lines(String text) {
        return log.text().lines().filter(line -> line.contains(text)).count();
    }
}
