package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DequesTest {
    /** Refuses to grow, as a full heap does. */
    private static final class FullHeap extends ArrayDeque<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean addAll(Collection<? extends Integer> elements) {
            throw new OutOfMemoryError("a test's");
        }
    }

    @Test
    void shouldAddAtTheEnd() {
        ArrayDeque<Integer> deque = new ArrayDeque<>();
        IntStream.range(0, 100).forEach(i -> Deques.add(deque, i));

        assertThat(deque)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void shouldPutElementsInThePlaceOfTheFirst() {
        for (int size = 1; size < 100; size++) {
            for (int more = 0; more < 5; more++) {
                ArrayDeque<Integer> deque =
                        new ArrayDeque<>(IntStream.range(0, size).boxed().toList());
                List<Integer> instead =
                        IntStream.range(1_000, 1_000 + more).boxed().toList();

                Deques.replaceFirst(deque, instead);

                List<Integer> expected = new ArrayList<>(instead);
                IntStream.range(1, size).forEach(expected::add);
                assertThat(deque).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void shouldLeaveEverythingAsItWasWithoutMemory() {
        FullHeap deque = new FullHeap();
        deque.addLast(1);
        deque.addLast(2);

        assertThatThrownBy(() -> Deques.add(deque, 3)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> Deques.replaceFirst(deque, List.of(3, 4))).isInstanceOf(OutOfMemoryError.class);

        assertThat(deque).containsExactly(1, 2);
    }
}
