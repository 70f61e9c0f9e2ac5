package io.tunedzmq.ledger;

/**
 * How many topics of all publishers are tracked, and how much memory their names may take. While a proven publisher is
 * heard, strangers share half of either. Confined to the receiving thread.
 */
final class TopicBudget {
    /** Memory for each topic allowed: room for names of some 100 bytes; and for a few long ones in any case. */
    private static final long COST_OF_ONE = 384;

    private static final long COST_IN_ANY_CASE = 1 << 20;

    private final int most;
    private final long mostCost;
    private int topics;
    private long cost;
    private int ofStrangers;
    private long costOfStrangers;

    TopicBudget(int most) {
        this.most = most;
        mostCost = COST_OF_ONE * most + COST_IN_ANY_CASE;
    }

    /** Takes room for one more topic of these books; false if there is none. */
    boolean take(EpochLedger books, int more, boolean withProven) {
        if (full(more)) {
            return false;
        }
        if (!books.proven) {
            int share = withProven ? Math.max(1, most / 2) : most;
            long costShare = withProven ? mostCost / 2 : mostCost;
            if (ofStrangers >= share || costOfStrangers + more > costShare) {
                return false;
            }
            ofStrangers++;
            costOfStrangers += more;
        }
        topics++;
        cost += more;
        return true;
    }

    /** Whether there is no room at all, whoever asks. */
    boolean full(int more) {
        return topics >= most || cost + more > mostCost;
    }

    /** The books are those of a stranger no longer. */
    void proven(EpochLedger books) {
        ofStrangers -= books.topics().count();
        costOfStrangers -= books.topics().cost();
    }

    /** The books are forgotten. */
    void giveBack(EpochLedger books) {
        topics -= books.topics().count();
        cost -= books.topics().cost();
        if (!books.proven) {
            ofStrangers -= books.topics().count();
            costOfStrangers -= books.topics().cost();
        }
    }
}
