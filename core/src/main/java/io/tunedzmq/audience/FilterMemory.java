package io.tunedzmq.audience;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How many topics all filters may remember together: thousands of different filters that take everything would fill a
 * heap. Where there is no room, filters that only strangers have give up theirs, the oldest first. Confined: as
 * {@link FilterTraffic}.
 */
final class FilterMemory {
    private final long most;
    private long used;

    /** Those that only strangers have and that remember something. */
    private final Set<FilterTraffic> ofStrangers = new LinkedHashSet<>();

    FilterMemory(long most) {
        this.most = most;
    }

    /** Takes room for one more topic; false if there is none. */
    boolean take(FilterTraffic wanted) {
        while (used >= most) {
            if (ofStrangers.isEmpty()) {
                return false;
            }
            FilterTraffic oldest = ofStrangers.iterator().next();
            if (oldest == wanted) {
                return false;
            }
            oldest.giveUp();
        }
        used++;
        if (!wanted.proven) {
            ofStrangers.add(wanted);
        }
        return true;
    }

    /** Gives back the room for all that it remembers. */
    void release(FilterTraffic wanted) {
        used -= wanted.entries();
        ofStrangers.remove(wanted);
    }

    /** Somebody with the filter has shown that it hears us. */
    void proven(FilterTraffic wanted) {
        ofStrangers.remove(wanted);
    }

    /** Whether one that gave up has a chance now. */
    boolean mayTryAgain(FilterTraffic wanted) {
        return used < most / 2 || (wanted.proven && !ofStrangers.isEmpty());
    }

    long used() {
        return used;
    }
}
