package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportBalanceTest {
    private final ReportBalance books = new ReportBalance(0);

    @Test
    void shouldTellABalanceAtOnce() {
        assertThat(books.decided()).isEmpty();

        assertThat(books.at(1, 0, true)).hasValue(0);

        assertThat(books.decided()).hasValue(0);
        assertThat(books.heardMark()).isEqualTo(1);
        assertThat(books.isDone(1)).isTrue();
    }

    @Test
    void shouldTellADifferenceOnceItIsTheSameThreeTimes() {
        assertThat(books.at(1, 5, true)).isEmpty();
        assertThat(books.at(2, 5, true)).isEmpty();
        assertThat(books.unbalanced()).isTrue();
        assertThat(books.decided()).isEmpty();

        assertThat(books.at(3, 5, true)).hasValue(5);
        assertThat(books.unbalanced()).as("asking on does not help").isFalse();
        assertThat(books.decided()).hasValue(5);

        assertThat(books.at(4, 5, true)).as("told before").isEmpty();
        assertThat(books.heardMark()).isZero();
    }

    @Test
    void shouldBeginAgainWithAnotherDifference() {
        books.at(1, 5, true);
        books.at(2, 5, true);

        assertThat(books.at(3, 4, true)).isEmpty();
        assertThat(books.at(4, 4, true)).isEmpty();

        assertThat(books.at(5, 4, true)).hasValue(4);
    }

    /** What is missing may not have been announced yet; what is not missing is not. */
    @Test
    void shouldTellNothingBeforeEverythingWasAnnounced() {
        assertThat(books.at(1, 5, false)).isEmpty();
        assertThat(books.isDone(1)).isFalse();
        assertThat(books.unbalanced()).isFalse();
        assertThat(books.lacksNews()).isFalse();

        assertThat(books.at(2, 0, false)).isEmpty();
        assertThat(books.heardMark()).isEqualTo(2);
    }

    @Test
    void shouldAskForAnotherWordEverMoreRarely() {
        StringBuilder needed = new StringBuilder();
        for (int mark = 1; mark <= 20; mark++) {
            books.at(mark, 5, true);
            assertThat(books.lacksNews()).isEqualTo(mark == 1);
            needed.append(books.needsAnotherWord() ? mark + " " : "");
        }
        assertThat(needed).hasToString("1 2 3 4 8 16 ");

        books.at(21, 0, true);

        assertThat(books.needsAnotherWord()).isFalse();
    }

    @Test
    void shouldGoOnFromTheOlderBooks() {
        books.at(7, 0, true);
        ReportBalance later = new ReportBalance(9);

        later.inherit(books);

        assertThat(later.heardMark()).isEqualTo(7);
    }
}
