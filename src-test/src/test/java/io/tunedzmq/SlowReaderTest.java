package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An application that does not read for a while: its process must hold no more than it may, and with {@code block()}
 * lose nothing.
 */
@Timeout(120)
class SlowReaderTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** In 64 MiB of heap, messages that would be 200 to 400 MB in all. */
    @ParameterizedTest
    @CsvSource({"1000000, 200", "100000, 4000", "10000, 30000"})
    void shouldHoldNoMoreThanItMayAndLoseNothing(int bytes, int messages) throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher = context.publisher()
                        .bind("tcp://127.0.0.1:*")
                        .overflow(OverflowPolicy.block(LONG))
                        .hwm(HwmPolicy.messages(100))
                        .open();
                JavaProcess reader = JavaProcess.startWithHeap(
                        64, SlowReaderProcess.class, publisher.endpoint(), "3", Integer.toString(messages))) {
            assertThat(reader.line()).isEqualTo("ready");
            Running<Void> publishing = Running.start("publishing", publishAll(publisher, bytes, messages));

            long[] counted = numbers(reader.line());
            publishing.result();
            assertThat(counted[0]).as("received").isEqualTo(messages);
            assertThat(counted[1]).as("dropped").isZero();
            assertThat(counted[2]).as("reconnects").isZero();
            assertThat(counted[3]).as("bytes held").isPositive().isLessThanOrEqualTo(counted[4]);
        }
    }

    private static Callable<Void> publishAll(Publisher publisher, int bytes, int messages) {
        return () -> {
            for (int i = 0; i < messages; i++) {
                assertThat(publisher.publish("t", new byte[bytes])).isEqualTo(PublishResult.ACCEPTED);
            }
            return null;
        };
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
