package io.tunedzmq.audience;

import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What was sent to each filter of subscribers; those with the same filter share it. Confined: as {@link FilterTraffic}.
 */
final class FilterTable {
    /** Steps for one look at what was sent: a millisecond or so. */
    private static final int STEPS = 200_000;

    /** Of the heap for each topic that a filter remembers: it takes some six. */
    private static final int HEAP_PER_ENTRY = 256;

    private static final long LOOK_AGAIN_NS = 1_000_000;

    private static final TopicFilter EVERYTHING = new TopicFilter(Set.of(), Set.of(""));

    /** By text: that can be ordered, so that filters whose hashes were made to collide cost no more than others. */
    private final Map<String, FilterTraffic> byFilter = new LinkedHashMap<>();

    private final FilterMemory entries;
    private int next;
    private int withFilter;
    private long bytes;
    private long lookedAgainNs = System.nanoTime() - LOOK_AGAIN_NS;

    FilterTable() {
        this(Runtime.getRuntime().maxMemory() / HEAP_PER_ENTRY);
    }

    FilterTable(long mostEntries) {
        entries = new FilterMemory(mostEntries);
    }

    /** @param filter of so many parts that it is announced */
    FilterTraffic of(TopicFilter filter) {
        TopicFilter same = filter.wantsEverything() ? EVERYTHING : filter;
        return byFilter.computeIfAbsent(text(same), text -> {
            FilterTraffic wanted = new FilterTraffic(same, text, bytes(same), entries);
            bytes += wanted.bytes;
            return wanted;
        });
    }

    /** With lengths: no text of a peer's choice must read as the parts of another filter. */
    private static String text(TopicFilter filter) {
        return filter.parts().stream()
                .map(part -> (part.exact() ? "e" : "p") + part.text().length() + ':' + part.text())
                .sorted()
                .collect(Collectors.joining());
    }

    private static int bytes(TopicFilter filter) {
        return filter.parts().stream().mapToInt(FilterTable::bytes).sum();
    }

    /** Memory that a part of a filter takes, or a bit more. */
    static int bytes(FilterPart part) {
        return 128 + 4 * part.text().length();
    }

    /** Memory that all filters take, without the topics that they remember. */
    long bytes() {
        return bytes;
    }

    /** A row has the filter from here on. */
    void use(FilterTraffic wanted) {
        wanted.rows++;
    }

    /** A row has it no more. */
    void release(FilterTraffic wanted) {
        if (--wanted.rows == 0) {
            byFilter.remove(wanted.key);
            entries.release(wanted);
            bytes -= wanted.bytes;
        }
    }

    /** A row that has the filter is connected, or is no more. */
    void connected(FilterTraffic wanted, boolean now) {
        wanted.connected += now ? 1 : -1;
        withFilter += now ? 1 : -1;
    }

    /** How many connected rows have a filter that is known. */
    int withFilter() {
        return withFilter;
    }

    /** A row that has the filter has shown that it hears us. */
    void proven(FilterTraffic wanted) {
        wanted.proven = true;
        entries.proven(wanted);
    }

    /** Whether of each filter that somebody connected has, something was sent since this was asked last. */
    boolean allSentSomeSinceLastAsked() {
        boolean all = true;
        for (FilterTraffic each : byFilter.values()) {
            if (each.connected > 0) {
                all &= each.sentSomeSinceLastAsked();
            }
        }
        return all;
    }

    int size() {
        return byFilter.size();
    }

    /** Topics that all filters remember. */
    long entries() {
        return entries.used();
    }

    /** Looks at what was sent to each, as far as the steps go, and goes on from there at the next look. */
    void look(List<PublishedTopic> topics) {
        FilterTraffic.Budget budget = new FilterTraffic.Budget(STEPS);
        List<FilterTraffic> inTurn = new ArrayList<>(byFilter.values());
        Collections.rotate(inTurn, -next);
        int looked = 0;
        for (FilterTraffic each : inTurn) {
            looked += budget.isSpent() ? 0 : 1;
            each.sum(topics, budget);
        }
        next = inTurn.isEmpty() ? 0 : (next + looked) % inTurn.size();
    }

    /**
     * Looks at one alone, as much may have been sent since the last look; but nobody makes us look all the time.
     * Returns whether that was done.
     */
    boolean lookAgain(FilterTraffic one, Supplier<List<PublishedTopic>> topics, long nowNs) {
        if (nowNs - lookedAgainNs < LOOK_AGAIN_NS) {
            return false;
        }
        lookedAgainNs = nowNs;
        look(one, topics.get());
        return true;
    }

    /** Looks at one alone. */
    static void look(FilterTraffic one, List<PublishedTopic> topics) {
        one.sum(topics, new FilterTraffic.Budget(STEPS));
    }

    /** What was sent to each until now, as far as the steps go; does not change what was seen at the last look. */
    IdentityHashMap<FilterTraffic, OptionalLong> sentNow(List<PublishedTopic> topics) {
        FilterTraffic.Budget budget = new FilterTraffic.Budget(STEPS);
        IdentityHashMap<FilterTraffic, OptionalLong> sent = new IdentityHashMap<>();
        byFilter.values().forEach(each -> sent.put(each, each.sentNow(topics, budget)));
        return sent;
    }

    /** What was seen last is what was sent before a mark. */
    void mark() {
        byFilter.values().forEach(FilterTraffic::mark);
    }
}
