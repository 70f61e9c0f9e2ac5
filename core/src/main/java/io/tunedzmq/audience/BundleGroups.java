package io.tunedzmq.audience;

import io.tunedzmq.wire.BundleGroup;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.BundleRoutes;
import io.tunedzmq.wire.BundledTopics;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.PublishedTopic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * By which bundles topics reach all who asked for them. A connection belongs to a group; a topic travels in the bundles
 * of those groups of which some connection has subscribed to the topic, or to a beginning of it, and in none while
 * somebody has who belongs to no group. Knows what was heard; while JeroMQ has taken a subscription into account that
 * nobody has heard yet, no bundle {@linkplain #reachAll reaches all}.
 *
 * <p>Subscriptions are kept as {@linkplain UniversalHash sums}, whatever their length. Thread-safe.
 */
public final class BundleGroups implements BundleRoutes {
    /** A message is written once for each. */
    private static final int MOST_GROUPS = 4;

    /** Each counts for what a change costs, and for what a topic's route does. */
    private static final int MOST_LIVE = 256;

    /** Of those who ask for everything. */
    private static final int MOST_WITH_EVERYTHING = 16;

    /** What was asked for from within this process, or by a peer of an old protocol: nobody knows by whom. */
    private static final long UNKNOWN = 0;

    private static final class Connection {
        /** What each selects: all but what follows a NUL. Of most this is the same. */
        final Map<Long, Long> subscriptions = new HashMap<>();

        @Nullable
        Group group;
    }

    private static final class Group {
        final BundleGroup bundles;
        int members;

        Group(long number) {
            bundles = new BundleGroup(number);
        }
    }

    private static final SubscriptionCounts NONE = new SubscriptionCounts();

    private final Map<Long, SubscriptionCounts> bySelected = new HashMap<>();
    private final Map<Long, Connection> connections = new HashMap<>();
    private final Map<Long, Group> groups = new HashMap<>();

    /** Whether something was not noted for want of memory: then nobody knows who else wants a topic. */
    private boolean unsure;

    private final boolean remote;
    private final UniversalHash sums;
    private final AtomicLong version = new AtomicLong(1);

    /** The version with the last subscription that began, and which that was. */
    private long begunVersion = 1;

    private long heard;

    /**
     * @param remote whether all who subscribe can be told apart, as over TCP
     * @param secret 64 random bits
     */
    public BundleGroups(boolean remote, long secret) {
        this.remote = remote;
        sums = new UniversalHash(secret);
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public synchronized boolean reachAll(BundledTopics bundled, long subscriptions) {
        if (subscriptions != heard) {
            return false;
        }
        boolean all = true;
        if (bundled.routesVersion() < begunVersion) { // Somebody came since it was gathered, for something else maybe.
            for (int i = 0; i < bundled.count() && all; i++) {
                all = Arrays.equals(of(bundled.topic(i)), bundled.group().alone());
            }
        }
        return all;
    }

    /**
     * Takes a message that came upstream.
     *
     * @param connection over which it came; 0: unknown
     * @param direct whether nobody stands between
     * @param everything whether who says it gets every message
     */
    public synchronized void heard(byte[] message, long connection, boolean direct, boolean everything) {
        if (message.length == 0 || message[0] < 0 || message[0] > 1) {
            return;
        }
        try {
            Long group = BundleRequest.group(message);
            if (group != null) {
                if (message[0] == 1 && direct && connection != UNKNOWN && !everything) {
                    joins(connection, group);
                }
            } else if (everything) {
                begins(connection, sums.ofNothing(), sums.ofNothing());
            } else if (!ControlTopics.selectsOnlyThese(message)) {
                Long sum = sums.of(message, 1);
                if (message[0] == 1) {
                    begins(connection, sum, selected(message, sum));
                } else {
                    ends(connection, sum);
                }
            }
        } catch (OutOfMemoryError e) {
            unsure = true;
            begunVersion = version.incrementAndGet();
            throw e;
        }
    }

    /** So many of the subscriptions that JeroMQ has taken into account were heard. */
    public synchronized void heardUpTo(long subscriptions) {
        heard = subscriptions;
    }

    /**
     * The sum of a subscription up to its NUL, if it has one. What follows selects frames of this one topic by their
     * headers; bundles have another, so whoever asks for some of a topic is taken to ask for all of it.
     */
    private Long selected(byte[] message, Long sum) {
        for (int i = 1; i < message.length - 1; i++) {
            if (message[i] == 0) {
                return sums.of(message, 1, i + 1);
            }
        }
        return sum; // The same object: there may be very many.
    }

    private void begins(long number, Long subscription, Long selected) {
        Connection connection = connections.computeIfAbsent(number, unused -> new Connection());
        if (connection.subscriptions.putIfAbsent(subscription, selected) == null) {
            counts(selected).add(bundlesOf(connection), 1);
            begunVersion = version.incrementAndGet();
        }
    }

    private void ends(long number, Long subscription) {
        Connection connection = connections.get(number);
        Long selected = connection == null ? null : connection.subscriptions.remove(subscription);
        if (connection != null && selected != null) {
            leaves(connection, selected);
            version.incrementAndGet();
        }
    }

    private void leaves(Connection connection, Long selected) {
        SubscriptionCounts counts = counts(selected);
        counts.add(bundlesOf(connection), -1);
        if (counts.isEmpty()) {
            bySelected.remove(selected);
        }
    }

    private void joins(long number, long groupNumber) {
        Connection connection = connections.get(number);
        if (connection == null || connection.group != null) { // None of ours changes its mind; each time takes long.
            return;
        }
        if (groups.size() == MOST_LIVE && !groups.containsKey(groupNumber)) {
            return; // It gets frames of one topic, as do others for what it has asked for.
        }
        Group group = groups.computeIfAbsent(groupNumber, Group::new);
        connection.subscriptions.values().forEach(selected -> {
            SubscriptionCounts counts = counts(selected);
            counts.add(group.bundles, 1);
            counts.add(null, -1);
        });
        connection.group = group;
        group.members++;
        version.incrementAndGet();
    }

    private void leaveGroup(Connection connection) {
        Group group = connection.group;
        if (group != null && --group.members == 0) {
            groups.remove(group.bundles.number());
        }
    }

    /** A connection is gone, after everything that came over it was heard. */
    public synchronized void gone(long number) {
        Connection connection = connections.remove(number);
        if (connection == null) {
            return;
        }
        try {
            connection.subscriptions.values().forEach(selected -> leaves(connection, selected));
        } catch (OutOfMemoryError e) {
            unsure = true;
            throw e;
        } finally {
            leaveGroup(connection);
            version.incrementAndGet();
        }
    }

    private SubscriptionCounts counts(Long selected) {
        return bySelected.computeIfAbsent(selected, unused -> new SubscriptionCounts());
    }

    private static @Nullable BundleGroup bundlesOf(Connection connection) {
        return connection.group == null ? null : connection.group.bundles;
    }

    @Override
    public synchronized BundleGroup[] of(PublishedTopic topic) {
        if (unsure || !remote || groups.isEmpty()) {
            return PLAIN;
        }
        // Who asks for everything gets all bundles, whatever group they are for.
        SubscriptionCounts ofEverything = bySelected.getOrDefault(sums.ofNothing(), NONE);
        if (ofEverything.someUngrouped() || ofEverything.groups() > MOST_WITH_EVERYTHING) {
            return PLAIN;
        }
        List<BundleGroup> others = new ArrayList<>();
        long sum = sums.ofNothing();
        for (byte next : topic.withNul()) {
            sum = sums.with(sum, next);
            SubscriptionCounts counts = bySelected.get(sum);
            if (counts != null && !addOthers(counts, ofEverything, others)) {
                return PLAIN;
            }
        }
        if (others.isEmpty()) {
            return ofEverything.groups() == 0 ? PLAIN : ofEverything.group(0).alone();
        }
        return others.size() == 1 ? others.get(0).alone() : others.toArray(PLAIN);
    }

    /** Adds the groups of those who asked; false if bundles do not reach all of them, or would be too many. */
    private static boolean addOthers(
            SubscriptionCounts counts, SubscriptionCounts ofEverything, List<BundleGroup> found) {
        // Who asks for everything would get what is written for two groups twice.
        int most = ofEverything.groups() == 0 ? MOST_GROUPS : 1;
        if (counts.someUngrouped() || counts.groups() > most + ofEverything.groups()) {
            return false;
        }
        for (int i = 0; i < counts.groups(); i++) {
            BundleGroup group = counts.group(i);
            if (!ofEverything.has(group) && !found.contains(group)) {
                found.add(group);
            }
        }
        return found.size() <= most;
    }
}
