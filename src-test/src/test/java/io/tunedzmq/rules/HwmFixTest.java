package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.examples.Load;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A longer queue for messages so large that the memory budget must grow with it. */
@Timeout(60)
class HwmFixTest {
    /** On a busy machine a window now and then shows another cause first. */
    private static final int TRIES = 3;

    private static final int BYTES = 4_000;
    private static final Pattern FIX =
            Pattern.compile("messages\\(([0-9_]+)\\)\\).*memoryBudget\\(([0-9_]+)L\\)", Pattern.DOTALL);

    @Test
    void shouldNameABudgetWithWhichTheSameMessagesAreTaken() throws Exception {
        Matcher fix = FIX.matcher(bursts());
        for (int i = 1; i < TRIES && !fix.find(); i++) {
            fix.reset(bursts());
        }
        assertThat(fix.reset().find()).isTrue();

        try (TunedContext context = context(number(fix.group(2)));
                Publisher publisher = publisher(context, (int) number(fix.group(1)))) {
            assertThat(publisher.publish("topic", new byte[BYTES])).isEqualTo(PublishResult.ACCEPTED);
        }
    }

    private static String bursts() {
        try (TunedContext context = context(2 << 20);
                Load load = new Load()) {
            Publisher publisher = publisher(context, 100);
            load.receive(Setup.subscriber(context, publisher.endpoint(), HwmPolicy.messages(10)), message -> {});
            load.publish(publisher, number -> "topic-" + number % 100, BYTES, 2_000, Duration.ofMillis(400));
            return context.diagnose(Setup.WINDOW).toString();
        }
    }

    private static TunedContext context(long memoryBudget) {
        return TunedContext.builder()
                .memoryBudget(memoryBudget)
                .linger(Duration.ZERO)
                .build();
    }

    private static Publisher publisher(TunedContext context, int hwm) {
        return Setup.publisher(context, HwmPolicy.messages(hwm), OverflowPolicy.drop());
    }

    private static long number(String literal) {
        return Long.parseLong(literal.replace("_", ""));
    }
}
