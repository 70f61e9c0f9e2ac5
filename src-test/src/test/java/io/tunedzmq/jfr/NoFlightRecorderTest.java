package io.tunedzmq.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.Message;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JDK that was cut down to what an application needs may be without the Flight Recorder. */
@Timeout(60)
class NoFlightRecorderTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void shouldDoWithoutTheModule() throws Exception {
        List<String> options =
                List.of("-Xmx256m", "--limit-modules", "java.base,java.management,jdk.management,java.logging");
        try (JavaProcess process = JavaProcess.startWith(options, NoFlightRecorderTest.class)) {
            assertThat(process.line()).isEqualTo("jdk.jfr: false, received 3 bytes, dropped 0");
        }
    }

    public static void main(String[] args) {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .open();
            if (!subscriber.awaitReady(SOON)) {
                throw new IllegalStateException("not ready");
            }
            publisher.publish("prices", new byte[3]);
            Message message = subscriber.receive(SOON);
            if (message == null) {
                throw new IllegalStateException("nothing came");
            }
            System.out.println(
                    "jdk.jfr: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent() + ", received "
                            + message.payload().length + " bytes, dropped "
                            + subscriber.stats().dropped());
        }
    }
}
