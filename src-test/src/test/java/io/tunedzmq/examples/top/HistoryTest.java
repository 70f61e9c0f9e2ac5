package io.tunedzmq.examples.top;

import static io.tunedzmq.examples.top.Samples.publisher;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happened between samples. */
@Timeout(60)
class HistoryTest {
    private final History history = new History("4242");

    private Row next(Reading reading) {
        return history.next(Samples.AT, List.of(reading)).of(Kind.PUBLISHER).get(0);
    }

    @Test
    void shouldTellNoRateOfTheFirstSample() {
        assertThat(next(publisher(0, "trades", "a", 100, 3)).rate()).isNaN();
    }

    @Test
    void shouldTellWhatGrewPerSecondAndSinceTheBeginning() {
        next(publisher(0, "trades", "a", 100, 3));
        next(publisher(1, "trades", "a", 200, 4));
        Row row = next(publisher(3, "trades", "a", 700, 9));

        assertThat(row.rate()).isEqualTo(250);
        assertThat(row.perSecond("Dropped")).isEqualTo(2.5);
        assertThat(row.sinceStart("Dropped")).isEqualTo(6);
        assertThat(row.losing()).isTrue();
    }

    @Test
    void shouldCountAllOfWhatWasOpenedLater() {
        history.next(Samples.AT, List.of());
        Row row = next(publisher(1, "trades", "a", 100, 3));

        assertThat(row.rate()).isNaN();
        assertThat(row.sinceStart("Dropped")).isEqualTo(3);
    }

    @Test
    void shouldNotTakeAPublisherForTheOneBeforeOfItsName() {
        next(publisher(0, "trades", "a", 100, 3));
        Row row = next(publisher(1, "trades", "b", 900, 4));

        assertThat(row.rate()).isNaN();
        assertThat(row.sinceStart("Dropped")).isEqualTo(4);
    }

    @Test
    void shouldTellNoRateWhereACountWentBack() {
        next(publisher(0, "trades", "a", 100, 3));

        assertThat(next(publisher(1, "trades", "a", 50, 1)).rate()).isNaN();
    }
}
