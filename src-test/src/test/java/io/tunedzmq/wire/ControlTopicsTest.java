package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tunedzmq.internal.Unheard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
    void shouldReadARequestForAnEchoThatProvesEverything() {
        String sure = ControlTopics.sure(0xAB, 3);
        String missing = ControlTopics.missing(0xAB, 4);

        assertThat(sure).isEqualTo("\u007ftz/ready/ab/3/sure");
        assertThat(parse(sure)).contains(new ControlTopics.Ready(sure, 0xAB, 3, ControlTopics.Answer.SURE));
        assertThat(parse(missing)).contains(new ControlTopics.Ready(missing, 0xAB, 4, ControlTopics.Answer.MISSING));
        assertThat(new ControlTopics.Ready(sure, 0xAB, 3, ControlTopics.Answer.SURE).answerTopic())
                .isEqualTo("\u007ftz/proof/ab/3");
        assertThat(parse("\u007ftz/proof/ab/3")).contains(new ControlTopics.Proven(0xAB, 3));
    }

    @Test
    void shouldReadARequestBehindAnInventory() {
        String sure = ControlTopics.sure(0xAB, 3, -1, 18);

        assertThat(sure).isEqualTo("\u007ftz/ready/ab/3/sure/ffffffffffffffff/12");
        assertThat(parse(sure)).contains(new ControlTopics.Ready(sure, 0xAB, 3, ControlTopics.Answer.SURE, -1, 18));
        assertThat(parse(sure).map(ControlTopics.Ready.class::cast).map(ready -> ready.lacking(Unheard.SOME)))
                .map(ControlTopics.Ready::answerTopic)
                .contains("\u007ftz/proof/ab/3");
        assertThat(parse(sure).map(ControlTopics.Ready.class::cast).map(ready -> ready.lacking(Unheard.THE_LAST)))
                .map(ControlTopics.Ready::answerTopic)
                .contains(sure);
    }

    @Test
    void shouldReadAnInventory() {
        long[] sums = LongStream.range(-150, 150).toArray();
        List<byte[]> parts = ControlTopics.have(sums);

        assertThat(parts).hasSize(3).allMatch(part -> part.length <= 1_024);
        assertThat(parts.stream()
                        .map(part -> ControlTopics.have(
                                ControlTopics.bytes('\u0001' + new String(part, StandardCharsets.ISO_8859_1))))
                        .flatMapToLong(LongStream::of))
                .containsExactly(LongStream.of(sums).boxed().toArray(Long[]::new));
        assertThat(ControlTopics.have(ControlTopics.bytes("\u0001\u007ftz/have/1234567")))
                .isNull();
        assertThat(ControlTopics.have(ControlTopics.bytes("\u0001\u007ftz/last")))
                .isNull();
    }

    /**
     * Where a proxy that has no room for everything leaves out the last ones, in the one order of bytes or the other.
     */
    @Test
    void shouldSortTheProofsBehindAllThatASubscriberAsksFor() {
        ControlTopics.FilterPart part = new ControlTopics.FilterPart(0, 1, false, "");
        List<String> all = List.of(
                ControlTopics.about(1, 2, ""),
                ControlTopics.alive(2),
                ControlTopics.filter(2, part),
                ControlTopics.END,
                ControlTopics.LAST);
        List<String> proofs = ControlTopics.proofs(1);

        assertThat(all).allMatch(each -> each.compareTo(proofs.get(0)) < 0);
        assertThat(proofs.get(0)).isLessThan(ControlTopics.ready(1, 1));
        assertThat(ControlTopics.bytes(proofs.get(1))[0]).isEqualTo((byte) 0xFF);
        assertThat(proofs)
                .allMatch(proof -> ControlTopics.isProof(ControlTopics.bytes('\u0001' + proof)))
                .allMatch(proof -> ControlTopics.beginsSo(ControlTopics.bytes(proof)));
    }

    @Test
    void shouldReadWhatIsSaidAgain() {
        byte[] topic = {'a', 0, (byte) 0xFF, '/', 'b'};
        byte[] message = ControlTopics.bytes(
                '\u0001' + new String(ControlTopics.again(-1, 255, topic), StandardCharsets.ISO_8859_1));

        ControlTopics.Again again = ControlTopics.again(message);

        assertThat(again).isNotNull();
        assertThat(again.speech()).isEqualTo(-1);
        assertThat(again.index()).isEqualTo(255);
        assertThat(message.length - 1 - again.skipped()).isEqualTo(topic.length);
        assertThat(ControlTopics.again(ControlTopics.bytes("\u0001\u007ftz/again/1")))
                .isNull();
        assertThat(ControlTopics.again(ControlTopics.bytes("\u0001\u007ftz/again/1/2")))
                .isNull();
        assertThat(ControlTopics.again(ControlTopics.bytes("\u0001\u007ftz/again/1/fffffffff/a")))
                .isNull();
        assertThat(ControlTopics.again(ControlTopics.bytes("\u0001\u007ftz/again/x/1/a")))
                .isNull();
    }

    @Test
    void shouldReadTheAnswerToAProbe() {
        String topic = ControlTopics.ack(-1, 17);

        assertThat(topic).isEqualTo("\u007ftz/ack/ffffffffffffffff/11");
        assertThat(parse(topic)).contains(new ControlTopics.Ack(-1, 17));
    }

    @Test
    void shouldReadAGoodbye() {
        String topic = ControlTopics.bye(-1);

        assertThat(topic).isEqualTo("\u007ftz/bye/ffffffffffffffff");
        assertThat(parse(topic)).contains(new ControlTopics.Bye(-1));
        assertThat(ControlTopics.isStatement(ControlTopics.bytes('\u0001' + topic)))
                .isTrue();
    }

    /** Whoever reads a log must not learn what lets him speak in a subscriber's name. */
    @Test
    void shouldNotShowTheKeyInAnyText() {
        long key = 0x5EC5E7;
        ControlTopics.FilterPart part = new ControlTopics.FilterPart(0, 1, true, "prices");

        assertThat(List.of(
                        new ControlTopics.About(1, key, "name"),
                        new ControlTopics.Ack(key, 2),
                        new ControlTopics.Filter(key, part),
                        new ControlTopics.From(key, "10.0.0.7:4711"),
                        new ControlTopics.Bye(key),
                        new ControlTopics.Report(key, 1, 2, 3, 4, 5, 6, 7)))
                .extracting(Object::toString)
                .noneMatch(text -> text.contains(Long.toString(key)) || text.contains(Long.toHexString(key)));
    }

    @Test
    void shouldReadAReport() {
        ControlTopics.Report report = new ControlTopics.Report(-1, Long.MIN_VALUE, 2, 1_000, 16, 255, 7, 30);
        String topic = ControlTopics.report(report);

        assertThat(topic).isEqualTo("\u007ftz/report/ffffffffffffffff/8000000000000000/2/3e8/10/ff/7/1e");
        assertThat(parse(topic)).contains(report);
    }

    @Test
    void shouldReadWhoASubscriberIs() {
        String about = ControlTopics.about(1, 2, "risk/Zürich");
        String from = ControlTopics.from(2, "10.0.0.7:4711");

        assertThat(about).isEqualTo("\u007ftz/about/1/2/risk/Z\u00c3\u00bcrich");
        assertThat(parse(about)).contains(new ControlTopics.About(1, 2, "risk/Zürich"));
        assertThat(parse(ControlTopics.about(1, 2, ""))).contains(new ControlTopics.About(1, 2, ""));
        assertThat(parse(from)).contains(new ControlTopics.From(2, "10.0.0.7:4711"));
    }

    /**
     * The publisher must know who asks before it answers, also when JeroMQ subscribes anew in the order of the bytes.
     */
    @Test
    void shouldSortWhoAsksBeforeTheRequestForAnEcho() {
        ControlTopics.FilterPart part = new ControlTopics.FilterPart(0, 1, false, "");

        assertThat(List.of(ControlTopics.about(1, 2, ""), ControlTopics.filter(2, part), ControlTopics.ready(1, 1)))
                .isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prices/EUR", "a/b/c/d/e/f/g/h/i/j/k", "Ärger"})
    void shouldReadAPartOfAFilter(String text) {
        for (boolean exact : List.of(true, false)) {
            ControlTopics.FilterPart part = new ControlTopics.FilterPart(2, 3, exact, text);

            assertThat(parse(ControlTopics.filter(9, part))).contains(new ControlTopics.Filter(9, part));
        }
    }

    @Test
    void shouldNotAnnounceAFilterThatIsTooLong() {
        Set<String> many = IntStream.range(0, ControlTopics.MOST_FILTER_PARTS + 1)
                .mapToObj(i -> "t" + i)
                .collect(Collectors.toSet());
        String longest = "x".repeat(ControlTopics.LONGEST_FILTER_PART);

        assertThat(new TopicFilter(many, Set.of()).parts()).isEmpty();
        assertThat(new TopicFilter(Set.of(longest + "x"), Set.of()).parts()).isEmpty();
        ControlTopics.FilterPart part =
                new TopicFilter(Set.of(), Set.of(longest)).parts().get(0);
        assertThat(parse(ControlTopics.filter(-1, part))).contains(new ControlTopics.Filter(-1, part));
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
                "\u007ftz/ack/1/2/3",
                "\u007ftz/ack/1/ ",
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

    /** Who knows the key can speak in the subscriber's name; and what a peer chose must not break a line. */
    @Test
    void shouldShowNeitherKeysNorWhatIsNotPrintable() {
        long key = 0x1234_5678_9abcL;
        List<ControlTopics.Request> requests = List.of(
                new ControlTopics.About(1, key, "n\n"),
                new ControlTopics.Filter(key, new ControlTopics.FilterPart(0, 1, true, "t\n")),
                new ControlTopics.From(key, "a\n"),
                new ControlTopics.Report(key, 1, 2, 3, 4, 5, 6, 7));

        assertThat(requests)
                .extracting(Object::toString)
                .noneMatch(text -> text.contains(Long.toString(key)) || text.contains(Long.toHexString(key)))
                .noneMatch(text -> text.contains("\n"));
    }
}
