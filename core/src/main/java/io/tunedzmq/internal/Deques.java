package io.tunedzmq.internal;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;

/**
 * Deques that stay as they are where the heap is too full for them to grow. {@link ArrayDeque#add} stores the element
 * first and grows then (JDK 17 to 25): where that fails, the deque takes itself for empty, and all that was in it is
 * lost. {@link ArrayDeque#addAll} grows first.
 */
public final class Deques {
    private Deques() {}

    /** Adds an element at the end. */
    public static <E> void add(ArrayDeque<E> deque, E element) {
        deque.addAll(List.of(element));
    }

    /** Puts elements in the place of the first one. */
    public static <E> void replaceFirst(ArrayDeque<E> deque, Collection<? extends E> elements) {
        int behind = deque.size() - 1;
        deque.addAll(elements);
        E unused = deque.remove();
        for (int i = 0; i < behind; i++) { // There is room for what was just removed.
            deque.addLast(deque.remove());
        }
    }
}
