package io.tunedzmq.window;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.stats.SubscriberStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A subscriber over a window.
 *
 * <p>Immutable.
 *
 * @param id its identity, as in the reports
 * @param name given by its owner; may be empty
 * @param endpoints resolved
 * @param stats counts of the window
 * @param published messages that its publishers sent to it; empty if not all of them are in this context
 * @param hwm frames queued from each publisher; 0 for no limit
 * @param connects connections that it makes over TCP; at its other endpoints it listens
 * @param connected TCP connections that were up at the end
 * @param receiving whether a thread that has received was alive at the end
 * @param unheard what publishers behind a proxy did not hear of it, at the end
 * @param unheardAgoNs from the last time at which one had not heard all, to the end of the window; without a meaning
 *     while there was none
 * @param unanswered whether it had not been answered at either end, and has never received a message
 * @param exactTopic one of those that it has subscribed to exactly; empty if there is none
 * @param misspelledTopic what is published instead of what it asks for, where nothing ever came of that
 * @param quiet connections that were up at the end, and over which nothing came any more
 * @param refused what there was no memory for in the window
 * @param sampled what looking again and again showed
 * @param length of the window
 * @param late of those dropped, how many were lost before the window, and only counted in it
 */
public record SubscriberUse(
        long id,
        String name,
        List<String> endpoints,
        SubscriberStats stats,
        OptionalLong published,
        int hwm,
        ConnectionsUse connects,
        long connected,
        boolean receiving,
        ContextSnapshot.Unheard unheard,
        long unheardAgoNs,
        boolean unanswered,
        String exactTopic,
        Optional<ContextSnapshot.MisspelledTopic> misspelledTopic,
        List<ContextSnapshot.Quiet> quiet,
        ContextSnapshot.Refused refused,
        WindowSamples.Subscriber sampled,
        Duration length,
        long late) {

    /**
     * Who takes less than comes finds a next message all the time, but for the moments in which an I/O thread is late.
     * Who is fast enough has nothing left at most looks, also between two long pauses.
     */
    public static final double CAUGHT_UP = 0.25;

    /** More than half of its time the thread waits: the work itself would have been done in time. */
    public static final double BLOCKED = 0.5;

    /** Most of the time: a queue that is full nearly always is so because of that. */
    private static final double PAUSING = 0.5;

    /** A burst is taken faster than messages come on average; clocks and counters are read one after the other. */
    private static final double NO_FASTER = 1.2;

    /** For a pause at which nothing is taken a longer queue is the cure, unless it takes too long for any. */
    private static final Duration TOO_LONG_A_PAUSE = Duration.ofSeconds(1);

    /** One pause, and the time in which what has come meanwhile is taken: that may be as long. */
    private static final double MOSTLY_STANDING = 0.5;

    /** A loss of one in twenty: 100 ms of a window of 2 s, which a burst or a program next door may take. */
    private static final double MUCH = 0.05;

    public static SubscriberUse of(
            ContextSnapshot.Subscriber before,
            ContextSnapshot.Subscriber after,
            OptionalLong published,
            WindowSamples.Subscriber sampled,
            Duration length,
            long late,
            long nowNs) {
        return new SubscriberUse(
                after.id(),
                after.name(),
                after.endpoints(),
                after.stats().minus(before.stats()),
                published,
                after.hwm(),
                ConnectionsUse.of(before.connects(), after.connects(), sampled.connects()),
                after.connected(),
                after.receiving(),
                after.unheard(),
                nowNs - after.unheard().atNs(),
                !before.answered() && !after.answered() && after.stats().received() == 0,
                after.exactTopic(),
                after.misspelledTopic(),
                after.quiet(),
                after.refused().since(before.refused()),
                sampled,
                length,
                late);
    }

    /** Messages lost in the window, over a connection that stayed up. */
    public boolean lost() {
        return stats.dropped() > late && stats.reconnects() == 0;
    }

    /**
     * Endpoints that hang up before they have said hello; where publishers are heard in between it is the network that
     * breaks.
     */
    public List<ContextSnapshot.Connection> strangers() {
        return heardAnew() ? List.of() : connects.strangers();
    }

    /** Endpoints that say hello and hang up soon after, and from which nothing comes. */
    public List<ContextSnapshot.Connection> brief() {
        return heardAnew() || stats.untagged() > 0 ? List.of() : connects.brief();
    }

    private boolean heardAnew() {
        return stats.reconnects() + stats.publisherRestarts() > 0;
    }

    /** Whether it lost so many that something is too slow for more than moments. */
    public boolean lostMuch() {
        return lost() && stats.dropped() >= MUCH * offered();
    }

    /** Whether there was nearly always another message to take, in the whole window or while there was no room. */
    public boolean behind() {
        return alwaysBehind() || lagged();
    }

    private boolean alwaysBehind() {
        return sampled.caughtUp() < CAUGHT_UP;
    }

    /**
     * Whether it was the slower part where messages had no room: it had always another one to take since before, and
     * took them no faster than they come on average, until it had taken all. After a burst who is fast enough takes
     * them faster.
     */
    private boolean lagged() {
        WindowLag lag = sampled.lag();
        double seconds = length.toNanos() / 1e9;
        double lasted = lag.lasted().toNanos() / 1e9;
        return lag.looks() >= Window.LEAST_LOOKS
                && lag.received() * seconds <= NO_FASTER * offered() * lasted
                && (lag.standing() < MOSTLY_STANDING
                        || sampled.longestPause().compareTo(TOO_LONG_A_PAUSE) >= 0
                        || lag.longestPause().compareTo(TOO_LONG_A_PAUSE) >= 0); // That was before the window.
    }

    /** Whether it was behind for a part of the window alone. */
    public boolean behindForAPart() {
        return !alwaysBehind() && lagged();
    }

    /**
     * Whether it took nothing, and nothing was read for it because of that: publishers of other processes wait for it,
     * or lose what it sees lost only when it goes on. What those of this process do is known.
     */
    public boolean holdsUpOthers() {
        return published.isEmpty() && stats.received() == 0 && behind() && sampled.backedUp() >= PublisherUse.ALWAYS;
    }

    /** What says so. */
    public Optional<Evidence> backedUp() {
        return sampled.backedUp() == 0
                ? Optional.empty()
                : Optional.of(new Evidence(
                        "a connection was left unread, because its messages had not been taken",
                        "at " + WindowText.percent(sampled.backedUp()) + " of the looks",
                        WindowText.percent(PublisherUse.ALWAYS)));
    }

    public boolean pausing() {
        return sampled.paused() >= PAUSING;
    }

    public boolean blocked() {
        return !receiving || blockedShare() >= BLOCKED;
    }

    /** Share of the looks at which it waited for something else than messages; of those at which it was behind. */
    public double blockedShare() {
        return behindForAPart() ? sampled.lag().blocked() : sampled.blocked();
    }

    /** Share of the looks at which it had no message left. */
    public double caughtUp() {
        return sampled.caughtUp();
    }

    /**
     * Whether its thread had work and no CPU to do it for most of the time, and with one would have taken all; false if
     * that is unknown.
     *
     * @param gc share of the time in collections, in which neither it nor anybody who looks at it runs
     */
    public boolean starved(double gc) {
        double cpu = sampled.cpu().orElse(1) / Math.max(1 - gc, IoThreadUse.STARVED / 10);
        return behind() && busy() - cpu >= IoThreadUse.STARVED && stats.received() * busy() >= offered() * cpu;
    }

    /** Share of the looks at which its thread neither had taken everything nor waited for something else. */
    public double busy() {
        return 1 - sampled.caughtUp() - sampled.blocked();
    }

    /**
     * Messages that came or should have come; at least these, if {@link #published()} is not known: what is lost behind
     * a backlog shows when that has been read.
     */
    public long offered() {
        return Math.max(published.orElse(0), stats.received() + stats.dropped());
    }

    /** Messages that come during the longest pause, at the average rate. */
    public long pauseBacklog(double seconds) {
        return (long) (offered() / seconds * sampled.longestPause().toNanos() / 1e9);
    }

    public Duration longestPause() {
        return sampled.longestPause();
    }

    public OptionalDouble unread() {
        return sampled.unread();
    }

    public Optional<WindowSamples.Stack> busyAt() {
        return behindForAPart() ? sampled.lag().busyAt() : sampled.busyAt();
    }

    public Optional<WindowSamples.Stack> waitsAt() {
        return behindForAPart() ? sampled.lag().waitsAt() : sampled.waitsAt();
    }

    public Optional<WindowSamples.LockOwner> lockOwner() {
        return sampled.lockOwner();
    }

    public String title() {
        return "subscriber " + WindowText.who(id, name) + " at " + String.join(", ", endpoints);
    }
}
