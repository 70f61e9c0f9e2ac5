package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Sum64;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.InventoryTopic;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber has to say to its publishers, in the order in which it says it; all of that are topics.
 * Immutable.
 */
final class UpstreamWords {
    /** More would not fit into a proxy's queue: then the proofs have to do. */
    private static final int MOST_SUMS = 25_000;

    private final long subscriberId;
    private final long key = RandomIds.next();
    private final SubscriberSettings config;
    private final TopicFilter filter;
    private final WantedSubscriptions wanted;
    private long losses;

    UpstreamWords(long subscriberId, SubscriberSettings config, TopicFilter filter) {
        this.subscriberId = subscriberId;
        this.config = config;
        this.filter = filter;
        wanted = new WantedSubscriptions(subscriberId, config, filter.group());
    }

    /** Whether what is said selects frames, and is not only to be known. */
    static boolean selects(byte[] bytes) {
        byte[] message = new byte[1 + bytes.length];
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        return !ControlTopics.isStatement(message);
    }

    /** By which publishers know that it is this subscriber who speaks. */
    long key() {
        return key;
    }

    /** Who it is comes first, so that what it answers meanwhile counts; the proofs last. */
    List<byte[]> everything() {
        List<byte[]> all = introduction();
        all.addAll(wanted);
        return all;
    }

    private int introductions() {
        return 2 + filter.parts().size();
    }

    private List<byte[]> introduction() {
        List<byte[]> all = new ArrayList<>(introductions());
        all.add(ControlTopics.bytes(ControlTopics.about(subscriberId, key, config.name())));
        all.add(ControlTopics.bytes(ControlTopics.alive(key)));
        filter.parts().forEach(part -> all.add(ControlTopics.bytes(ControlTopics.filter(key, part))));
        return all;
    }

    /**
     * Gives another form to what stands at this place of {@link #everything()}: bytes that select the same, and that a
     * proxy has not forwarded for somebody else. Returns them, or null where it has no other.
     */
    byte @Nullable [] change(int index) {
        int at = index - introductions();
        return at < 0 ? null : wanted.change(at);
    }

    /** Who it is, and the sums of what it has subscribed to; empty if these are too many. */
    List<byte[]> inventory() {
        if (wanted.size() > MOST_SUMS) {
            return List.of();
        }
        List<byte[]> said = introduction();
        if (losses > 0) {
            said.add(ControlTopics.bytes(ControlTopics.lost(key, losses)));
        }
        said.addAll(InventoryTopic.parts(wanted.stream().mapToLong(Sum64::of).toArray()));
        return said;
    }

    /** A connection was lost. */
    void lost() {
        losses++;
    }

    /** The answer to the PROBE or END with this number. */
    String ack(long epoch, long number) {
        return ControlTopics.ack(key, epoch, number);
    }

    /**
     * The answer to the ECHO with this number.
     *
     * @param before numbers of those of the same publisher that came before
     */
    String echoed(long epoch, long number, long[] before) {
        return ControlTopics.echoed(ControlRequest.Echoed.of(key, epoch, number, before));
    }

    String from(String address) {
        return ControlTopics.from(key, address);
    }

    String sign() {
        return ControlTopics.sign(key);
    }

    String bundles() {
        return BundleRequest.request(filter.group());
    }

    String bye() {
        return ControlTopics.bye(key);
    }
}
