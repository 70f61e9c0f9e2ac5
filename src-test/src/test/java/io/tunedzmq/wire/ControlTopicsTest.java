package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.MissingSubscriptions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTopicsTest {

    @Test
    void shouldReadARequestForAnEcho() {
        String topic = ControlTopics.ready(-2, 3);

        assertThat(topic).isEqualTo("\u007ftz/ready/fffffffffffffffe/3");
        assertThat(read(topic)).contains(new ControlRequest.Ready(topic, -2, 3));
    }

    @Test
    void shouldReadARequestForAnEchoThatProvesEverything() {
        String sure = ControlTopics.sure(0xAB, 3);
        String missing = ControlTopics.missing(0xAB, 4);

        assertThat(sure).isEqualTo("\u007ftz/ready/ab/3/sure");
        assertThat(read(sure)).contains(new ControlRequest.Ready(sure, 0xAB, 3, ControlRequest.Answer.SURE));
        assertThat(read(missing)).contains(new ControlRequest.Ready(missing, 0xAB, 4, ControlRequest.Answer.MISSING));
        assertThat(new ControlRequest.Ready(sure, 0xAB, 3, ControlRequest.Answer.SURE).answerTopic())
                .isEqualTo("\u007ftz/proof/ab/3");
        assertThat(read("\u007ftz/proof/ab/3")).contains(new ControlRequest.Proven(0xAB, 3));
    }

    @Test
    void shouldReadARequestBehindAnInventory() {
        String sure = ControlTopics.sure(0xAB, 3, -1, 18);

        assertThat(sure).isEqualTo("\u007ftz/ready/ab/3/sure/ffffffffffffffff/12");
        assertThat(read(sure)).contains(new ControlRequest.Ready(sure, 0xAB, 3, ControlRequest.Answer.SURE, -1, 18));
        assertThat(read(sure)
                        .map(ControlRequest.Ready.class::cast)
                        .map(ready -> ready.lacking(MissingSubscriptions.SOME)))
                .map(ControlRequest.Ready::answerTopic)
                .contains("\u007ftz/proof/ab/3");
        assertThat(read(sure)
                        .map(ControlRequest.Ready.class::cast)
                        .map(ready -> ready.lacking(MissingSubscriptions.THE_LAST)))
                .map(ControlRequest.Ready::answerTopic)
                .contains(sure);
    }

    /**
     * Where a proxy that has no room for everything leaves out the last ones, in the one order of bytes or the other.
     */
    @Test
    void shouldSortTheProofsBehindAllThatASubscriberAsksFor() {
        FilterPart part = new FilterPart(0, 1, false, "");
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
    void shouldReadTheAnswerToAProbe() {
        String topic = ControlTopics.ack(-1, 5, 17);

        assertThat(topic)
                .isEqualTo("\u007ftz/ack/ffffffffffffffff/" + Long.toHexString(EchoSums.publisher(-1, 5)) + "/11");
        assertThat(read(topic)).contains(new ControlRequest.Ack(-1, EchoSums.publisher(-1, 5), 17));
    }

    @Test
    void shouldReadTheAnswerToAnEcho() {
        ControlRequest.Echoed first = ControlRequest.Echoed.of(-1, 2, 17);
        ControlRequest.Echoed later = new ControlRequest.Echoed(-1, 16, new LinkedHashSet<>(List.of(-2L, 255L)));
        String topic = ControlTopics.echoed(later);

        assertThat(topic).isEqualTo("\u007ftz/echo/ffffffffffffffff/10/fffffffffffffffe/ff");
        assertThat(read(topic)).contains(later);
        assertThat(read(ControlTopics.echoed(first))).contains(first);
        assertThat(ControlTopics.isStatement(ControlTopics.bytes('\u0001' + topic)))
                .isTrue();
    }

    @Test
    void shouldReadAGoodbye() {
        String topic = ControlTopics.bye(-1);

        assertThat(topic).isEqualTo("\u007ftz/bye/ffffffffffffffff");
        assertThat(read(topic)).contains(new ControlRequest.Bye(-1));
        assertThat(ControlTopics.isStatement(ControlTopics.bytes('\u0001' + topic)))
                .isTrue();
    }

    @Test
    void shouldReadAReport() {
        ControlRequest.Report report = new ControlRequest.Report(-1, Long.MIN_VALUE, 2, 1_000, 16, 255, 7, 30);
        String topic = ControlTopics.report(report);

        assertThat(topic).isEqualTo("\u007ftz/report/ffffffffffffffff/8000000000000000/2/3e8/10/ff/7/1e");
        assertThat(read(topic)).contains(report);
    }

    @Test
    void shouldReadWhoASubscriberIs() {
        String about = ControlTopics.about(1, 2, "risk/Zürich");
        String from = ControlTopics.from(2, "10.0.0.7:4711");

        assertThat(about).isEqualTo("\u007ftz/about/1/2/risk/Z\u00c3\u00bcrich");
        assertThat(read(about)).contains(new ControlRequest.About(1, 2, "risk/Zürich"));
        assertThat(read(ControlTopics.about(1, 2, ""))).contains(new ControlRequest.About(1, 2, ""));
        assertThat(read(from)).contains(new ControlRequest.From(2, "10.0.0.7:4711"));
    }

    /**
     * The publisher must know who asks before it answers, also when JeroMQ subscribes anew in the order of the bytes.
     */
    @Test
    void shouldSortWhoAsksBeforeTheRequestForAnEcho() {
        FilterPart part = new FilterPart(0, 1, false, "");

        assertThat(List.of(ControlTopics.about(1, 2, ""), ControlTopics.filter(2, part), ControlTopics.ready(1, 1)))
                .isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prices/EUR", "a/b/c/d/e/f/g/h/i/j/k", "Ärger"})
    void shouldReadAPartOfAFilter(String text) {
        for (boolean exact : List.of(true, false)) {
            FilterPart part = new FilterPart(2, 3, exact, text);

            assertThat(read(ControlTopics.filter(9, part))).contains(new ControlRequest.Filter(9, part));
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
        FilterPart part = new TopicFilter(Set.of(), Set.of(longest)).parts().get(0);
        assertThat(read(ControlTopics.filter(-1, part))).contains(new ControlRequest.Filter(-1, part));
    }

    private static Optional<ControlRequest> read(String topic) {
        return ControlRequestReader.read(topic.getBytes(StandardCharsets.ISO_8859_1), 0);
    }
}
