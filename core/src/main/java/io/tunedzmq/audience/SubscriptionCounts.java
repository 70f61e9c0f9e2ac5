package io.tunedzmq.audience;

import io.tunedzmq.wire.BundleGroup;
import io.tunedzmq.wire.BundleRoutes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many subscriptions there are to one thing: of those who belong to no group, and of those of each group. In
 * arrays, as there are as many of these as things that are asked for. Confined: guarded by {@link BundleGroups}.
 */
final class SubscriptionCounts {
    private int ungrouped;
    private BundleGroup[] groups = BundleRoutes.PLAIN;
    private int[] counts = {};
    private int size;

    /**
     * Adds some subscriptions, or takes them away.
     *
     * @param group of whoever subscribes; null if that belongs to none
     * @param more negative to take away
     */
    void add(@Nullable BundleGroup group, int more) {
        if (group == null) {
            ungrouped += more;
            return;
        }
        int index = indexOf(group);
        if (index < 0) {
            index = append(group);
        }
        counts[index] += more;
        if (counts[index] == 0) {
            remove(index);
        }
    }

    private int append(BundleGroup group) {
        if (size == groups.length) {
            int[] moreCounts = Arrays.copyOf(counts, 2 * size + 1);
            groups = Arrays.copyOf(groups, 2 * size + 1);
            counts = moreCounts;
        }
        groups[size] = group;
        counts[size] = 0;
        return size++;
    }

    private void remove(int index) {
        size--;
        groups[index] = groups[size];
        counts[index] = counts[size];
        if (size < groups.length / 4) { // Very many may have come and gone.
            int[] fewerCounts = Arrays.copyOf(counts, size);
            groups = Arrays.copyOf(groups, size);
            counts = fewerCounts;
        } else {
            Arrays.fill(groups, size, size + 1, null);
        }
    }

    private int indexOf(BundleGroup group) {
        int index = 0;
        while (index < size && !groups[index].equals(group)) {
            index++;
        }
        return index < size ? index : -1;
    }

    /** Whether somebody subscribes who belongs to no group. */
    boolean someUngrouped() {
        return ungrouped > 0;
    }

    /** Of how many groups somebody subscribes. */
    int groups() {
        return size;
    }

    /** One of these groups, from 0 on, in no particular order. */
    BundleGroup group(int index) {
        return groups[index];
    }

    boolean has(BundleGroup group) {
        return indexOf(group) >= 0;
    }

    boolean isEmpty() {
        return ungrouped == 0 && size == 0;
    }
}
