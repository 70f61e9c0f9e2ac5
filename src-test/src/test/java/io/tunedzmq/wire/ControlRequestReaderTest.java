package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger sends costs a look and nothing more. */
class ControlRequestReaderTest {

    @Test
    void shouldIgnoreTheNulOfAnExactSubscription() {
        assertThat(read("\u007ftz/ready/1/2\0")).contains(new ControlRequest.Ready("\u007ftz/ready/1/2", 1, 2));
    }

    @Test
    void shouldReadFromTheGivenByteOn() {
        byte[] subscription = ("\u0001" + ControlTopics.ack(1, 3, 2)).getBytes(StandardCharsets.US_ASCII);

        assertThat(ControlRequestReader.read(subscription, 1))
                .contains(new ControlRequest.Ack(1, EchoSums.publisher(1, 3), 2));
        assertThat(ControlRequestReader.read(subscription, 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "\u007f",
                "\u007f\0",
                "\u007ftz/",
                "\u007ftz/end",
                "\u007ftz/ready",
                "\u007ftz/ready/",
                "\u007ftz/ready//",
                "\u007ftz/ready/1",
                "\u007ftz/ready/1/",
                "\u007ftz/ready/1/2/",
                "\u007ftz/ready/1/2/3",
                "\u007ftz/ready/1/2/sure/",
                "\u007ftz/proof/1",
                "\u007ftz/ready/1/-2",
                "\u007ftz/ready/1/0x2",
                "\u007ftz/ready/1/g",
                "\u007ftz/ready/1/2\0\0",
                "\u007ftz/ready/1/10000000000000000",
                "\u007ftz/ready/\u00e9/1",
                "\u007ftz/READY/1/2",
                "\u007ftz/ack/1",
                "\u007ftz/ack/1/2",
                "\u007ftz/ack/1/2/3/4",
                "\u007ftz/ack/1/ ",
                "\u007ftz/echo/1",
                "\u007ftz/echo/1/2/3/4/5/6/7",
                "\u007ftz/echo/1/2/",
                "\u007ftz/report/1/2",
                "\u007ftz/report/1/2/",
                "\u007ftz/report/1/2/3/4/5/6/7",
                "\u007ftz/about/1",
                "\u007ftz/about/x/2/name",
                "\u007ftz/from/",
                "\u007ftz/filter/1/0/1/e",
                "\u007ftz/filter/1/3/3/e/t",
                "\u007ftz/filter/1/-1/3/e/t",
                "\u007ftz/filter/1/0/17/e/t",
                "\u007ftz/filter/1/0/9999999999/e/t",
                "\u007fother/ready/1/2",
                "tz/ready/1/2",
                "prices"
            })
    void shouldIgnoreWhatNoneOfOurSubscribersSays(String topic) {
        assertThat(read(topic)).isEmpty();
    }

    @Test
    void shouldIgnoreATopicThatIsTooLong() {
        String zeros = "0".repeat(ControlRequestReader.LONGEST);

        assertThat(read("\u007ftz/ready/1/" + zeros)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 20_261_126})
    void shouldSurviveRandomBytes(long seed) {
        Random random = new Random(seed);
        byte[] begin = "\u007ftz/ready/".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 50_000; i++) {
            byte[] topic = new byte[random.nextInt(40)];
            random.nextBytes(topic);
            System.arraycopy(begin, 0, topic, 0, Math.min(random.nextInt(begin.length + 1), topic.length));

            assertThatCode(() -> ControlRequestReader.read(topic, 0)).doesNotThrowAnyException();
            assertThatCode(() -> ControlRequestReader.read(topic, 1)).doesNotThrowAnyException();
        }
    }

    private static Optional<ControlRequest> read(String topic) {
        return ControlRequestReader.read(topic.getBytes(StandardCharsets.ISO_8859_1), 0);
    }
}
