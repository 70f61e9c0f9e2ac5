package io.tunedzmq.rules;

import io.tunedzmq.internal.Text;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;

/** The line that gives a context a larger budget, and the heap that it may need for it. */
final class MemoryBudgetFix {
    private MemoryBudgetFix() {}

    /** So many bytes, rounded up. */
    static String bytes(Window window, long least) {
        long budget = WindowText.roundUp(least);
        boolean heapTooSmall = budget > window.after().process().maxHeap() / 4 * 3;
        return "TunedContext.builder().memoryBudget(" + Text.literal(budget) + "L)"
                + (heapTooSmall ? " and a heap with room for that (-Xmx)" : "");
    }
}
