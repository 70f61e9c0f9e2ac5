package io.tunedzmq.window;

import io.tunedzmq.stats.SubscriberReport;
import java.time.Duration;
import java.util.Optional;

/**
 * A subscriber of another context over a window, as it reported to a publisher of this one.
 *
 * <p>Immutable.
 *
 * @param id its identity
 * @param name given by its owner; may be empty
 * @param address where its connection begins; empty if it is not known
 * @param dropped messages that it reported lost in the window
 * @param behindFor since when it has been behind, at the end
 */
public record RemoteSubscriberUse(long id, String name, Optional<String> address, long dropped, Duration behindFor) {
    private static final Duration BEHIND = Duration.ofSeconds(1);

    public static RemoteSubscriberUse of(SubscriberReport before, SubscriberReport after) {
        return new RemoteSubscriberUse(
                after.id(), after.name(), after.address(), after.dropped() - before.dropped(), after.behindFor());
    }

    public boolean slow() {
        return dropped > 0 || behindFor.compareTo(BEHIND) >= 0;
    }

    /** The name if it has one, else the identity; with the address where known. */
    public String title() {
        return WindowText.who(id, name) + address.map(at -> " at " + at).orElse("");
    }
}
