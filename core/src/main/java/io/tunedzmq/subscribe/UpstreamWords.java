package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Sum64;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.InventoryTopic;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.util.ArrayList;
import java.util.List;

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

    UpstreamWords(long subscriberId, SubscriberSettings config, TopicFilter filter) {
        this.subscriberId = subscriberId;
        this.config = config;
        this.filter = filter;
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
        all.addAll(subscriptions());
        return all;
    }

    private List<byte[]> introduction() {
        List<byte[]> all = new ArrayList<>();
        all.add(ControlTopics.bytes(ControlTopics.about(subscriberId, key, config.name())));
        all.add(ControlTopics.bytes(ControlTopics.alive(key)));
        filter.parts().forEach(part -> all.add(ControlTopics.bytes(ControlTopics.filter(key, part))));
        return all;
    }

    private List<byte[]> subscriptions() {
        List<byte[]> all = new ArrayList<>();
        if (config.prefixes().contains("")) { // First: it is never ended, so a proxy must not drop it.
            all.add(Topics.prefix(""));
        }
        config.topics().forEach(topic -> all.add(Topics.withNul(topic)));
        config.prefixes().stream()
                .filter(prefix -> !prefix.isEmpty())
                .forEach(prefix -> all.add(Topics.prefix(prefix)));
        all.add(Topics.withNul(BundleRequest.topic(filter.group())));
        all.add(ControlTopics.bytes(ControlTopics.END));
        all.add(ControlTopics.bytes(ControlTopics.LAST));
        ControlTopics.proofs(subscriberId).forEach(proof -> all.add(ControlTopics.bytes(proof)));
        return all;
    }

    /** Who it is, and the sums of what it has subscribed to; empty if these are too many. */
    List<byte[]> inventory() {
        List<byte[]> all = subscriptions();
        if (all.size() > MOST_SUMS) {
            return List.of();
        }
        List<byte[]> said = introduction();
        said.addAll(InventoryTopic.parts(all.stream().mapToLong(Sum64::of).toArray()));
        return said;
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
