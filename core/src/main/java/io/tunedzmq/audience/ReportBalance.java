package io.tunedzmq.audience;

import java.util.OptionalLong;

/**
 * Compares at each mark what was sent to a subscriber with what it accounts for. A difference counts when it is the
 * same several times: a last sequence may have been dropped with what it announced, and is announced again. Confined:
 * guarded by the lock of {@link RemoteSubscribers}.
 */
final class ReportBalance {
    /** So often the same difference is a defect, and no word that was lost on the way. */
    private static final int DECISIVE = 3;

    /** The last mark at which the books were compared, and what did not balance then, how often in a row. */
    private long checkedMark;

    private long difference;
    private int sameDifference;

    /** The last mark at which it had everything, and how often in a row it has lacked something since. */
    private long heardMark;

    private int lackedInARow;

    /** @param firstMark the last one that was sent before it came */
    ReportBalance(long firstMark) {
        heardMark = firstMark;
    }

    /** Goes on from the books of the same subscriber over a connection that is gone. */
    void inherit(ReportBalance before) {
        heardMark = Math.min(heardMark, before.heardMark);
    }

    /** Whether the books were compared at the mark already. */
    boolean isDone(long mark) {
        return mark == checkedMark;
    }

    /**
     * Takes the difference at a mark that the subscriber has answered.
     *
     * @param settled whether everything before the mark had been announced
     * @return what does not balance; empty if that cannot be told or was told before
     */
    OptionalLong at(long mark, long now, boolean settled) {
        if (now == 0) {
            heardMark = mark;
            lackedInARow = 0;
        }
        if (!settled) {
            return OptionalLong.empty();
        }
        checkedMark = mark;
        sameDifference = now == difference ? sameDifference + 1 : 1;
        difference = now;
        lackedInARow += now > 0 ? 1 : 0;
        return now == 0 || sameDifference == DECISIVE ? OptionalLong.of(now) : OptionalLong.empty();
    }

    /** What does not balance; empty if that was never compared, or a further mark may change it. */
    OptionalLong decided() {
        boolean decided = checkedMark != 0 && (difference == 0 || sameDifference >= DECISIVE);
        return decided ? OptionalLong.of(difference) : OptionalLong.empty();
    }

    /** Whether a further mark may bring the books into balance. */
    boolean unbalanced() {
        return checkedMark != 0 && difference != 0 && sameDifference < DECISIVE;
    }

    /**
     * Whether the subscriber has not heard the last sequence of some topic, and that is worth another word: ever more
     * rarely, if it never helps.
     */
    boolean needsAnotherWord() {
        return lackedInARow > 0 && (lackedInARow <= DECISIVE || Integer.bitCount(lackedInARow) == 1);
    }

    /** Whether that is news: it had heard everything before. */
    boolean lacksNews() {
        return lackedInARow == 1;
    }

    /** The last mark at which it had everything; of what was sent later it may not have heard. */
    long heardMark() {
        return heardMark;
    }
}
