package io.tunedzmq.audience;

import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The topics of a publisher that a filter takes, and how much was sent to them. Confined: written under the sending
 * lock and that of {@link RemoteSubscribers}; either is enough to read.
 */
final class FilterTraffic {
    private final TopicFilter filter;
    private final FilterMemory entries;

    /** Under what it is found, and the memory that it takes; see {@link FilterTable}. */
    final String key;

    final int bytes;

    /** Rows that have the filter; those of them that are connected; whether any has shown that it hears us. */
    int rows;

    int connected;
    boolean proven;

    private List<PublishedTopic> topics = new ArrayList<>();
    private boolean gaveUp;
    private int seen;
    private long sent;
    private boolean known;

    /** What was sent up to the last mark. */
    private long marked;

    private boolean markedKnown;

    private long sentWhenAsked;

    FilterTraffic(TopicFilter filter, String key, int bytes, FilterMemory entries) {
        this.filter = filter;
        this.key = key;
        this.bytes = bytes;
        this.entries = entries;
    }

    /** Looks at what was sent to all the topics, and keeps that; see {@link #sentNow}. */
    void sum(List<PublishedTopic> all, Budget budget) {
        OptionalLong now = sentNow(all, budget);
        known = now.isPresent();
        sent = now.orElse(sent);
    }

    /**
     * What was sent to all the topics until now; empty if the budget is too small to tell.
     *
     * @param all the publisher's topics, by number
     * @param budget bounds the work: many filters over many topics would hold up the publisher
     */
    OptionalLong sentNow(List<PublishedTopic> all, Budget budget) {
        if (gaveUp && !entries.mayTryAgain(this)) {
            return OptionalLong.empty();
        }
        gaveUp = false;
        while (seen < all.size() && budget.take(1)) {
            PublishedTopic topic = all.get(seen++);
            if (filter.wants(topic.name())) {
                if (!entries.take(this)) {
                    giveUp();
                    return OptionalLong.empty();
                }
                topics.add(topic);
            }
        }
        return seen == all.size() && budget.take(topics.size())
                ? OptionalLong.of(
                        topics.stream().mapToLong(PublishedTopic::sent).sum())
                : OptionalLong.empty();
    }

    /** Forgets its topics: there is no room for them. */
    void giveUp() {
        entries.release(this);
        topics = new ArrayList<>();
        seen = 0;
        gaveUp = true;
    }

    int entries() {
        return topics.size();
    }

    /** Whether something was sent since this was asked last; false if that is not known. */
    boolean sentSomeSinceLastAsked() {
        boolean some = known && sent != sentWhenAsked;
        sentWhenAsked = sent;
        return some;
    }

    /** Whether the last look saw everything. */
    boolean known() {
        return known;
    }

    long sent() {
        return sent;
    }

    /** What was seen last is what was sent before a mark. */
    void mark() {
        marked = sent;
        markedKnown = known;
    }

    boolean markedKnown() {
        return markedKnown;
    }

    long marked() {
        return marked;
    }

    /** So many steps may still be taken; the last ones may be more, or those who need many would never get any. */
    static final class Budget {
        private int left;

        Budget(int steps) {
            left = steps;
        }

        boolean isSpent() {
            return left <= 0;
        }

        boolean take(int steps) {
            boolean some = left > 0;
            left -= steps;
            return some;
        }
    }
}
