package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTopicsTest {

    @Test
    void shouldReadARequestForAnEcho() {
        String topic = ControlTopics.ready(-2, 3);

        assertThat(topic).isEqualTo("\u007ftz/ready/fffffffffffffffe/3");
        assertThat(parse(topic)).contains(new ControlTopics.Ready(topic, -2, 3));
    }

    @Test
    void shouldReadTheAnswerToAProbe() {
        String topic = ControlTopics.ack(17, -1);

        assertThat(topic).isEqualTo("\u007ftz/ack/11/ffffffffffffffff");
        assertThat(parse(topic)).contains(new ControlTopics.Ack(17, -1));
    }

    @Test
    void shouldReadAReport() {
        String topic = ControlTopics.report(-1, Long.MIN_VALUE, 255);

        assertThat(topic).isEqualTo("\u007ftz/report/ffffffffffffffff/8000000000000000/ff");
        assertThat(parse(topic)).contains(new ControlTopics.Report(-1, Long.MIN_VALUE, 255));
    }

    @Test
    void shouldIgnoreTheNulOfAnExactSubscription() {
        assertThat(parse("\u007ftz/ready/1/2\0")).contains(new ControlTopics.Ready("\u007ftz/ready/1/2", 1, 2));
    }

    @Test
    void shouldReadFromTheGivenByteOn() {
        byte[] subscription = ("\u0001" + ControlTopics.ack(1, 2)).getBytes(StandardCharsets.US_ASCII);

        assertThat(ControlTopics.parse(subscription, 1)).contains(new ControlTopics.Ack(1, 2));
        assertThat(ControlTopics.parse(subscription, 0)).isEmpty();
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
                "\u007ftz/ready/1/-2",
                "\u007ftz/ready/1/0x2",
                "\u007ftz/ready/1/g",
                "\u007ftz/ready/1/2\0\0",
                "\u007ftz/ready/1/10000000000000000",
                "\u007ftz/ready/\u00e9/1",
                "\u007ftz/READY/1/2",
                "\u007ftz/ack/1",
                "\u007ftz/ack/1/2/3",
                "\u007ftz/ack/1/ ",
                "\u007ftz/report/1/2",
                "\u007ftz/report/1/2/",
                "\u007ftz/report/1/2/3/4",
                "\u007fother/ready/1/2",
                "tz/ready/1/2",
                "prices"
            })
    void shouldIgnoreWhatNoneOfOurSubscribersSays(String topic) {
        assertThat(parse(topic)).isEmpty();
    }

    @Test
    void shouldIgnoreATopicThatIsTooLong() {
        String zeros = "0".repeat(ControlTopics.LONGEST);

        assertThat(parse("\u007ftz/ready/1/" + zeros)).isEmpty();
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

            assertThatCode(() -> ControlTopics.parse(topic, 0)).doesNotThrowAnyException();
            assertThatCode(() -> ControlTopics.parse(topic, 1)).doesNotThrowAnyException();
        }
    }

    private static Optional<ControlTopics.Request> parse(String topic) {
        return ControlTopics.parse(topic.getBytes(StandardCharsets.ISO_8859_1), 0);
    }
}
